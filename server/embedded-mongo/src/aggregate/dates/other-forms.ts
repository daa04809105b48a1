/** The many forms of dates that MongoDB's parser takes beside ISO 8601: this server knows only that a text may be one. */

const CHARACTERS = /^[A-Za-z0-9\s.,:;/+@()'"_µ-]*$/;
const MONTH =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|i{1,3}|i[vx]|vi{0,3}|xi{0,2})$/i;
/** Longer words than the names of zones, that may stand beside a date. */
const LONG_WORD =
  /^(?:wednes|thurs|satur|week)days?$|^(?:milli|micro)?seconds?$|^(?:minutes|fortnights?|forthnights?|seventh|eleventh|twelfth|previous|yesterday|tomorrow|midnight|tuesdays?)$/i;
const ZONE_NAME = /[A-Za-z]+[/_][A-Za-z]/;
const DAY_BEFORE_MONTH = /^\s*(?:1[3-9]|[2-9]\d)\/\d/;

function isKnown(word: string): boolean {
  return word.length <= 6 || MONTH.test(word) || LONG_WORD.test(word);
}

/**
 * False for what MongoDB takes for no date either: characters and words that no form has, a zone by name, 15/03/2024 (it
 * reads the month first), and what names no day of a year.
 */
export function looksLikeDate(text: string): boolean {
  if (!CHARACTERS.test(text) || ZONE_NAME.test(text) || DAY_BEFORE_MONTH.test(text)) return false;
  const words = text.match(/[A-Za-z]+/g) ?? [];
  if (!words.every(isKnown)) return false;
  if (/^\s*@-?\d/.test(text)) return true;
  const numbers = text.match(/\d+/g) ?? [];
  if (numbers.some((number) => number.length >= 7)) return true;
  if (words.some((word) => MONTH.test(word))) return numbers.length > 1 || numbers[0]?.length === 4;
  return numbers.length > 2 || /\d{4}-/.test(text);
}
