import { act, fireEvent, screen } from "@testing-library/react";

/*
 * What people do with the pages, in one step each: the pages are large, and key by key a test of them takes minutes.
 */

/** Puts a text into a field, as pasting does. */
export function fill(field: HTMLElement, text: string): void {
  fireEvent.change(field, { target: { value: text } });
}

/** Presses a button that is there or will be in a moment; the last one when several are called the same. */
export async function press(name: string): Promise<void> {
  const buttons = await screen.findAllByRole("button", { name, hidden: true });
  // Tables work out their layout a turn later.
  await act(async () => void fireEvent.click(buttons.at(-1) as HTMLElement));
}

/** Whether the column of buttons stands still at the right while the others scroll. */
export async function staysInSight(): Promise<boolean> {
  const heads = await screen.findAllByText("操作", { selector: "th" });
  return heads.every((head) => head.classList.contains("ant-table-cell-fix-end"));
}

/** Searches for a text. */
export function searchFor(text: string): void {
  const field = screen.getByRole("searchbox", { hidden: true });
  fill(field, text);
  fireEvent.keyDown(field, { key: "Enter", code: "Enter", keyCode: 13 });
  fireEvent.keyUp(field, { key: "Enter", code: "Enter", keyCode: 13 });
}
