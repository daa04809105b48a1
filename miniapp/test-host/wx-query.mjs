/** wx.createSelectorQuery: answers a size for everything that is asked, so that measuring code runs. */
export function selectorQuery() {
  const answers = [];
  const rect = {
    id: "",
    dataset: {},
    left: 0,
    top: 0,
    right: 343,
    bottom: 200,
    width: 343,
    height: 200,
    scrollTop: 0,
    scrollLeft: 0,
  };
  const add = (isAll) => (done) => {
    const answer = isAll ? [rect] : rect;
    answers.push({ answer, done: typeof done === "function" ? done : undefined });
    return query;
  };
  const nodes = (isAll) => ({
    boundingClientRect: add(isAll),
    scrollOffset: add(isAll),
    fields: (_, done) => add(isAll)(done),
    node: add(isAll),
    context: add(isAll),
  });
  const query = {
    in: () => query,
    select: () => nodes(false),
    selectAll: () => nodes(true),
    selectViewport: () => nodes(false),
    exec: (done) => {
      setTimeout(() => {
        for (const one of answers) one.done?.(one.answer);
        done?.(answers.map(({ answer }) => answer));
      }, 0);
      return query;
    },
  };
  return query;
}
