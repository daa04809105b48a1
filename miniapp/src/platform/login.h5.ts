import { askPreview } from "../preview/preview-api";
import { previewUser } from "../preview/preview-user";

/** In the browser preview the server's stand-in for WeChat makes the code for the visitor of this browser. */
export async function loginCode(): Promise<string> {
  const { code } = await askPreview<{ code: string }>("/demo/login-code", { user: previewUser() });
  return code;
}
