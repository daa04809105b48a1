// What the pages of a walk are answered instead of the server's own answers.
const API = "**/api/**";
const REFUSAL = {
  status: 500,
  contentType: "application/problem+json",
  body: JSON.stringify({
    type: "about:blank",
    title: "服务暂时出了问题",
    status: 500,
    detail: "请稍后再试",
    code: "internal.unexpected",
  }),
};
/** As long as anybody names anything. */
export const LONG = "车辆安全性能综合检测与空调系统深度清洁养护（含七座及以下新能源车型）";

/** Answers wait until the returned function is called. */
export async function hold(page, url = API) {
  let open;
  const opened = new Promise((resolve) => {
    open = resolve;
  });
  const wait = async (route) => {
    await opened;
    await route.continue().catch(() => undefined);
  };
  await page.route(url, wait);
  return async () => {
    open();
    await page.unroute(url, wait);
  };
}

async function withRoute(page, { url, handler }, work) {
  await page.route(url, handler);
  try {
    await work();
  } finally {
    await page.unroute(url, handler);
  }
}

/** Calls fail, all or those to `url`: "abort" = there is no network, "fulfill" = the server has a fault. */
export const refusing = (page, { how = "fulfill", url = API }, work) =>
  withRoute(page, { url, handler: (route) => (how === "abort" ? route.abort() : route.fulfill(REFUSAL)) }, work);

export const answering = (page, url, body, work) =>
  withRoute(page, { url, handler: (route) => route.fulfill({ json: body }) }, work);

/** The server's own answer, changed. */
export const changing = (page, url, change, work) =>
  withRoute(
    page,
    {
      url,
      handler: async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: change(await response.json()) });
      },
    },
    work,
  );
