type Call = { id: number; name: string; input: unknown };

/** In a child process: serves functions to the parent by message, until the parent goes away. */
export function serveParent(functions: Record<string, (input: never) => unknown>): void {
  process.on("message", async ({ id, name, input }: Call) => {
    try {
      const work = functions[name];
      if (!work) throw new Error(`no function ${name}`);
      process.send?.({ id, value: await work(input as never) });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.on("disconnect", () => process.exit(0));
}
