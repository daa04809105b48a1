import Taro from "@tarojs/taro";

/** What the member answered, by template: "accept", "reject", "ban" or "filter". */
export type SubscribeAnswers = Readonly<Record<string, string>>;

/**
 * WeChat asks whether the club may send these messages, at most three. Call it first thing in a tap: after any wait WeChat refuses to
 * ask. Null = WeChat could not ask, e.g. because subscribe messages are switched off in its settings.
 */
export function askToSubscribe(templateIds: readonly string[]): Promise<SubscribeAnswers | null> {
  // The types of Taro want the id of another platform as well.
  const question = { tmplIds: [...templateIds] } as Parameters<typeof Taro.requestSubscribeMessage>[0];
  return Taro.requestSubscribeMessage(question).then(
    (answers) => chosen(templateIds, answers as unknown as Record<string, unknown>),
    () => null,
  );
}

function chosen(templateIds: readonly string[], answers: Record<string, unknown>): SubscribeAnswers {
  const pairs = templateIds.map((id) => [id, answers[id]] as const);
  return Object.fromEntries(pairs.filter((pair): pair is readonly [string, string] => typeof pair[1] === "string"));
}
