import { readEvents, reconnectMs, type ServerEvent } from "./events";

async function eventsOf(...chunks: string[]): Promise<ServerEvent[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
  const events: ServerEvent[] = [];
  await readEvents(body, (event) => events.push(event));
  return events;
}

it("reads events wherever the network cuts the stream", async () => {
  const whole = 'id: 7\nevent: redemption\ndata: {"a":\ndata: 1}\n\n: beat\n\ndata:x\n\n';
  const expected = [
    { id: "7", event: "redemption", data: '{"a":\n1}' },
    { id: null, event: "message", data: "x" },
  ];
  expect(await eventsOf(whole)).toEqual(expected);
  for (let at = 1; at < whole.length; at++)
    expect(await eventsOf(whole.slice(0, at), whole.slice(at))).toEqual(expected);
});

it("takes carriage returns and drops half an event at the end", async () => {
  expect(await eventsOf("data: 1\r\n\r\ndata: 2\r\n")).toEqual([{ id: null, event: "message", data: "1" }]);
});

it("waits longer after each failure, at most half a minute", () => {
  expect([0, 1, 2, 3, 5, 6, 60].map(reconnectMs)).toEqual([1000, 1000, 2000, 4000, 16000, 30000, 30000]);
});
