import { Card } from "antd";
import type { ReactNode } from "react";

/** The page in front of a door: name, one sentence, the form. */
export function SignInFrame({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <main style={FRAME}>
      <Card
        variant="borderless"
        style={{ width: 400, maxWidth: "calc(100vw - 32px)" }}
        styles={{ body: { padding: 32 } }}
      >
        <img src="/assets/club.svg" width={48} height={48} alt="" />
        <h1 style={{ margin: "16px 0 4px", fontSize: 24 }}>{title}</h1>
        <p style={{ margin: "0 0 24px" }}>{note}</p>
        {children}
      </Card>
    </main>
  );
}

const FRAME = {
  minHeight: "100%",
  display: "grid",
  placeItems: "center",
  padding: "32px 0",
  boxSizing: "border-box",
} as const;
