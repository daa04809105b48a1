/** What screen readers are told: the two properties, and the elements that can be tapped, filled in or looked at. */
const SPOKEN = { "aria-label": "", "aria-role": "" };
const ELEMENTS = ["View", "Text", "Button", "Input", "Textarea", "Image", "ScrollView", "Picker"];

module.exports = { spokenComponents: () => Object.fromEntries(ELEMENTS.map((name) => [name, { ...SPOKEN }])) };
