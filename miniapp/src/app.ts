import type { PropsWithChildren } from "react";
import * as z from "zod/mini";
import "./app.scss";

// The WeChat logic layer forbids eval and new Function, which zod's compiled parsers use.
z.config({ jitless: true });

export default function App({ children }: PropsWithChildren) {
  return children;
}
