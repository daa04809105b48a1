/** "117.12" → 117120000: degrees × 1 000 000, by digits, so that nothing is rounded. Null for what is no degree. */
export function parseDegrees(text: string): number | null {
  const match = /^(\d{1,3})(?:\.(\d{1,6}))?$/.exec(text.trim());
  if (!match) return null;
  return Number(match[1]) * 1_000_000 + Number((match[2] ?? "").padEnd(6, "0"));
}

/** 117120128 → "117.120128". */
export function degreesText(e6: number): string {
  return `${Math.floor(e6 / 1_000_000)}.${String(e6 % 1_000_000).padStart(6, "0")}`;
}
