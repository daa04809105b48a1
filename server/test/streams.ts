/** The whole answer; of an event stream, which has no end, what it says first. */
export async function bytesOf(response: Response): Promise<Buffer> {
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
  if (!isStream || !response.body) return Buffer.from(await response.arrayBuffer());
  const reader = response.body.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return Buffer.from(value ?? new Uint8Array());
}

/** Reads an event stream on until its text satisfies `isEnough`, or until it ends; gives all of it and hangs up. */
export async function readUntil(response: Response, isEnough: (text: string) => boolean): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) return text;
    text += decoder.decode(part.value, { stream: true });
    if (!isEnough(text)) continue;
    await reader?.cancel();
    return text;
  }
}
