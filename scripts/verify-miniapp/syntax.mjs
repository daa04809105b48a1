// WeChat runs the JavaScript as it is (es6: false in project.config.json), on phones whose engines are years old.
import { parse, tokenizer, tokTypes } from "acorn";

const ECMA_VERSION = 2018;
/** iOS knows look-behind from 16.4 on; before, the whole file fails to load. */
const LOOK_BEHIND = /\(\?<[=!]/;

/** What is newer than the oldest engine that we serve. */
export function checkSyntax(sources) {
  return sources.flatMap(({ file, text }) => [...levelProblems(file, text), ...regexProblems(file, text)]);
}

function levelProblems(file, text) {
  try {
    parse(text, { ecmaVersion: ECMA_VERSION, sourceType: "script" });
    return [];
  } catch (error) {
    return [`${file}: newer than ES${ECMA_VERSION}: ${error.message}: ${text.slice(error.pos - 20, error.pos + 40)}`];
  }
}

function regexProblems(file, text) {
  const problems = [];
  try {
    for (const token of tokenizer(text, { ecmaVersion: ECMA_VERSION })) {
      const isRegex = token.type === tokTypes.regexp;
      if (isRegex && LOOK_BEHIND.test(token.value.pattern))
        problems.push(`${file}: look-behind in ${token.value.pattern}`);
    }
  } catch {
    // A file that is not even parsed has been reported.
  }
  return problems;
}
