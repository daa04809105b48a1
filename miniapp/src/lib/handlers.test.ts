import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/*
 * Taro 4.2.1 breaks every later tap when a Text or an Image loses its last handler (NervJS/taro#19453). React may reuse one with a
 * handler for one without, so none of them has any: taps belong to View and Button.
 */

const WITHOUT_HANDLERS = ["Text", "Image"];
/** What a helper of ui/spoken spreads into an element are words for the screen reader, never handlers. */
const WORDS = /^(spoken|unnamedButton|unspokenImage)\(/;

/** The tags in a source text that have a handler and must not have one, also over several lines and from a spread. */
function wrongTags(text: string): string[] {
  const source = ts.createSourceFile("page.tsx", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const wrong: string[] = [];
  const look = (node: ts.Node) => {
    const isTag = ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node);
    if (isTag && WITHOUT_HANDLERS.includes(node.tagName.getText()) && node.attributes.properties.some(mayHandle)) {
      wrong.push(node.getText());
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return wrong;
}

function mayHandle(attribute: ts.JsxAttributeLike): boolean {
  if (ts.isJsxAttribute(attribute)) return /^on[A-Z]/.test(attribute.name.getText());
  return !WORDS.test(attribute.expression.getText());
}

test.each([
  ["<Text onClick={open}>a</Text>", 1],
  ["<Image\n  src={a}\n  onLoad={\n    () => b > c\n  }\n/>", 1],
  ["<Text {...rest}>a</Text>", 1],
  ['<Text className="a" {...spoken("img", "b")}>{rows.map(() => <View onClick={open} />)}</Text>', 0],
  ["<View onClick={open}><Text>a</Text></View>", 0],
])("the scan of %j finds %i", (text, count) => {
  expect(wrongTags(`const page = ${text};`)).toHaveLength(count);
});

test("no Text and no Image has a handler", () => {
  const root = path.join(__dirname, "..");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".tsx"));
  expect(files.length).toBeGreaterThan(100);
  const wrong = files.flatMap((file) =>
    wrongTags(readFileSync(path.join(root, file), "utf8")).map((tag) => `${file}: ${tag}`),
  );
  expect(wrong).toEqual([]);
});
