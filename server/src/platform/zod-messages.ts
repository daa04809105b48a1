import type { FieldError } from "./problem";

/** The part of zod's issue that the messages need; zod hands over more. */
type Issue = {
  code?: string;
  path?: PropertyKey[];
  message?: string;
  expected?: string;
  format?: string;
  origin?: string;
  minimum?: number | bigint;
  maximum?: number | bigint;
  divisor?: number;
  values?: unknown[];
  keys?: string[];
  input?: unknown;
  inclusive?: boolean;
  exact?: boolean;
};

/** Passed to every parse: the Chinese sentence for an issue whose schema brings no message of its own. */
export const parseOptions = { error: (issue: unknown): string => chineseMessage(issue as Issue) };

/** What is wrong with which field, as the client shows it. At most 20, the first ones. */
export function toFieldErrors(issues: readonly { path: PropertyKey[]; message: string }[]): FieldError[] {
  return issues.slice(0, 20).map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message }));
}

/** One sentence in Chinese that says what to do about the issue. */
function chineseMessage(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined || issue.input === null
        ? "请填写这一项"
        : `这一项应为${typeName(issue.expected)}`;
    case "too_small":
      return sizeMessage(issue, issue.minimum, { exact: "应为", inclusive: "至少", exclusive: "应大于" });
    case "too_big":
      return sizeMessage(issue, issue.maximum, { exact: "应为", inclusive: "最多", exclusive: "应小于" });
    case "invalid_format":
      return `${FORMAT_NAMES[issue.format ?? ""] ?? "内容"}格式不正确，请检查后重新填写`;
    case "not_multiple_of":
      return `应为 ${issue.divisor} 的整数倍`;
    case "invalid_value":
      return "请从给出的选项中选择";
    case "unrecognized_keys":
      return `含有无法识别的内容：${(issue.keys ?? []).join("、")}`;
    case "invalid_union":
    case "invalid_key":
    case "invalid_element":
      return "内容的形式不正确，请检查后重新填写";
    default:
      return "内容不正确，请检查后重新填写";
  }
}

type Wording = { exact: string; inclusive: string; exclusive: string };

function sizeMessage(issue: Issue, bound: number | bigint | undefined, wording: Wording): string {
  const unit = SIZE_UNITS[issue.origin ?? ""] ?? "";
  const word = issue.exact ? wording.exact : issue.inclusive === false ? wording.exclusive : wording.inclusive;
  if (issue.origin === "string" && issue.code === "too_small" && bound === 1) return "请填写这一项";
  return unit ? `${word} ${bound} ${unit}` : `${numberWord(word)} ${bound}`;
}

/** "至少 3 项" counts things; a number's bounds read better as "不能小于 3". */
function numberWord(word: string): string {
  if (word === "至少") return "不能小于";
  return word === "最多" ? "不能大于" : word;
}

const SIZE_UNITS: Record<string, string> = {
  string: "个字",
  array: "项",
  set: "项",
  map: "项",
  record: "项",
  file: "字节",
};

const FORMAT_NAMES: Record<string, string> = {
  email: "邮箱",
  url: "网址",
  uuid: "编号",
  date: "日期",
  time: "时间",
  datetime: "时间",
  ipv4: "网络地址",
  ipv6: "网络地址",
  base64: "文件内容",
  base64url: "文件内容",
};

function typeName(expected: string | undefined): string {
  return TYPE_NAMES[expected ?? ""] ?? "其他形式";
}

const TYPE_NAMES: Record<string, string> = {
  string: "文字",
  number: "数字",
  int: "整数",
  boolean: "“是”或“否”",
  array: "列表",
  object: "一组内容",
  record: "一组内容",
  date: "日期",
  null: "空",
};
