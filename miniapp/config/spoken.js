/** What screen readers are told: the two properties, and the elements that can be tapped, filled in or looked at. */
const SPOKEN = { "aria-label": "", "aria-role": "" };
const ELEMENTS = ["View", "Text", "Button", "Input", "Image", "ScrollView"];

module.exports = { spokenComponents: () => Object.fromEntries(ELEMENTS.map((name) => [name, { ...SPOKEN }])) };
