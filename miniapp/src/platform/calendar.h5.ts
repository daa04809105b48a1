/** A browser downloads the file; the phone's calendar opens it. */
export function giveCalendar(path: string): void {
  const link = document.createElement("a");
  link.href = `${API_BASE}${path}`;
  link.download = "车主秘书.ics";
  link.click();
}
