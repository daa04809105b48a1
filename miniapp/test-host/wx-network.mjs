/**
 * wx.request against the club: any status is a success, no answer is a failure "request:fail …", and a task can be aborted.
 * `faults` is a list of functions (call) => "lost" | "offline" | { statusCode, data } | null that tests put in: "lost" lets the server
 * work and throws its answer away. Every call is noted in `log`.
 */
export function createNetwork(base) {
  const log = [];
  const faults = [];

  function request(options) {
    const call = {
      method: (options.method ?? "GET").toUpperCase(),
      path: pathOf(options.url),
      header: options.header ?? {},
    };
    const entry = { ...call, status: 0, fault: null, answer: undefined };
    log.push(entry);
    let isAborted = false;
    const fault = faults.map((make) => make(call)).find((made) => made !== null && made !== undefined) ?? null;
    entry.fault = fault;
    answer({ base, call, options, fault, entry }).then(
      (result) => isAborted || settle(options, result),
      (error) => isAborted || settle(options, null, `request:fail ${error.message}`),
    );
    return {
      abort: () => {
        isAborted = true;
        settle(options, null, "request:fail abort");
      },
      onHeadersReceived: () => undefined,
      offHeadersReceived: () => undefined,
    };
  }

  return { request, log, faults };
}

/** Only the club's own interface is asked, whatever origin was built in. */
function pathOf(url) {
  const at = url.indexOf("/api/");
  if (at < 0) throw new Error(`wx.request to ${url}: not the club's interface`);
  return url.slice(at);
}

async function answer({ base, call, options, fault, entry }) {
  if (fault === "offline") throw new Error("net::ERR_INTERNET_DISCONNECTED");
  if (fault !== null && fault !== "lost") {
    entry.status = fault.statusCode;
    return { header: {}, cookies: [], errMsg: "request:ok", ...fault };
  }
  const response = await fetch(`${base}${call.path}`, {
    method: call.method,
    headers: headersOf(options),
    ...(call.method === "GET" ? {} : bodyOf(options)),
  });
  const text = await response.text();
  entry.status = response.status;
  if (fault === "lost") throw new Error("timeout");
  entry.answer = text === "" ? "" : dataOf(text);
  return {
    statusCode: response.status,
    header: Object.fromEntries(response.headers),
    cookies: [],
    data: entry.answer,
    errMsg: "request:ok",
  };
}

function headersOf({ header = {} }) {
  const hasType = Object.keys(header).some((name) => name.toLowerCase() === "content-type");
  return hasType ? header : { "content-type": "application/json", ...header };
}

function bodyOf({ data }) {
  if (data === undefined || data === null) return {};
  const isBytes = Object.prototype.toString.call(data) === "[object ArrayBuffer]";
  if (isBytes) return { body: Buffer.from(new Uint8Array(data)) };
  return { body: typeof data === "string" ? data : JSON.stringify(data) };
}

function dataOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function settle({ success, fail, complete }, result, failure) {
  if (failure) fail?.({ errMsg: failure });
  else success?.(result);
  complete?.(result ?? { errMsg: failure });
}
