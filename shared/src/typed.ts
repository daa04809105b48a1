import * as z from "zod/mini";

/**
 * What phone keyboards add to a number that people type or paste: full-width letters and digits become plain ones, lower case becomes
 * upper case, and blanks, dots, dashes and invisible marks disappear.
 */
export function plainUpper(typed: string): string {
  return typed
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\s\u200b-\u200f\u2060\ufeff.·•・‧∙。_\-‐-―－]/g, "")
    .toUpperCase();
}

/**
 * A number that people copy from a document: parsed to its normal form, refused with exactly one sentence.
 * `fault` judges the normal form and answers the sentence, or null when it is right.
 */
export function typedField(spec: {
  empty: string;
  normalize: (typed: string) => string;
  fault: (value: string) => string | null;
}) {
  const judge = (value: string) => (value === "" ? spec.empty : spec.fault(value));
  return z.string(spec.empty).check(
    z.overwrite(spec.normalize),
    z.refine((value) => judge(value) === null, { error: (issue) => judge(String(issue.input)) ?? undefined }),
  );
}
