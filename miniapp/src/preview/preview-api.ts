/*
 * What the server offers to the browser preview while its stand-ins for WeChat and SMS are in use (never in production).
 */

/** Asks the server's preview. @throws Error when there is none */
export async function askPreview<T>(path: string, body?: Record<string, string>): Promise<T> {
  const response = await fetch(
    `${API_BASE}${path}`,
    body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
  );
  if (!response.ok) throw new Error(`preview ${response.status}`);
  return (await response.json()) as T;
}
