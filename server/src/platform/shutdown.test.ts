import { Agent, get, type IncomingMessage } from "node:http";
import express from "express";
import { listen, requireAddress } from "./shutdown";

function gatedApp() {
  const app = express();
  let release: () => void = () => undefined;
  let arrived: () => void = () => undefined;
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  app.get("/slow", (_request, response) => {
    release = () => void response.end("done");
    arrived();
  });
  app.get("/fast", (_request, response) => void response.end("fast"));
  return { app, arrival, release: () => release() };
}

function ask(port: number, path: string, agent: Agent): Promise<{ text: string; connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    get({ port, host: "127.0.0.1", path, agent }, (response: IncomingMessage) => {
      let text = "";
      response.on("data", (part) => {
        text += part;
      });
      response.on("end", () => resolve({ text, connection: response.headers.connection }));
    }).on("error", reject);
  });
}

test("a stop finishes the request in flight, takes no new connection and closes kept-alive ones", async () => {
  const { app, arrival, release } = gatedApp();
  const running = await listen(app, { host: "127.0.0.1", port: 0 });
  const agent = new Agent({ keepAlive: true });
  await ask(running.port, "/fast", agent);
  const slow = ask(running.port, "/slow", new Agent({ keepAlive: true }));
  await arrival;
  const stopped = running.stop(60_000);
  expect(running.isStopping()).toBe(true);
  await expect(ask(running.port, "/fast", new Agent())).rejects.toThrow(/ECONNREFUSED/);
  release();
  expect((await slow).text).toBe("done");
  expect(await stopped).toBe(true);
  expect(running.stop(1)).toBe(running.stop(1));
});

test("what is not finished at the deadline is cut, and the stop says so", async () => {
  const { app, arrival } = gatedApp();
  const running = await listen(app, { host: "127.0.0.1", port: 0 });
  const cut = expect(ask(running.port, "/slow", new Agent())).rejects.toThrow();
  await arrival;
  expect(await running.stop(20)).toBe(false);
  await cut;
});

test("an address that is taken is a sentence with a next step, not a silence", async () => {
  const { port, stop } = await listen(express(), { host: "127.0.0.1", port: 0 });
  const taken = { host: "127.0.0.1", port };
  const sentence = new RegExp(`^端口 ${port} 已被占用.*PORT=${port + 1} npm start`);
  await expect(listen(express(), taken)).rejects.toThrow(sentence);
  await expect(requireAddress(taken)).rejects.toThrow(sentence);
  await stop(1000);
  await requireAddress(taken);
  await expect(requireAddress({ host: "192.0.2.1", port: 0 })).rejects.toThrow(/本机没有地址 192\.0\.2\.1.*HOST=/);
});
