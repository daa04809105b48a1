/**
 * Longest values of subscribe-message parameters by type; the type is the letters of the key ("thing1" → "thing").
 * thing and number: developers.weixin.qq.com subscribe message, sendMessage; the others are the console's own limits (unverified
 * there, the cautious reading is used). A value that is too long makes WeChat refuse the whole message (47003).
 */
const LIMITS: Record<string, number> = {
  thing: 20,
  number: 32,
  character_string: 32,
  phrase: 5,
  name: 10,
  car_number: 8,
  phone_number: 17,
};

/** Cuts a value to what WeChat accepts for its key; a cut text ends in "…". Plates, numbers and codes are never cut with an ellipsis. */
export function clipTemplateValue(key: string, value: string): string {
  const type = key.replace(/\d+$/, "");
  const limit = LIMITS[type];
  const characters = [...value];
  if (limit === undefined || characters.length <= limit) return value;
  if (type === "thing" || type === "name") return `${characters.slice(0, limit - 1).join("")}…`;
  return characters.slice(0, limit).join("");
}
