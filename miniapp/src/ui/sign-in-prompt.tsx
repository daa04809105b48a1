import { go } from "../lib/nav";
import { Empty } from "./empty";

/** On a page that needs a member when nobody is signed in. `what` = what can be seen after signing in. */
export function SignInPrompt({ what }: { what: string }) {
  return (
    <Empty
      art="box"
      title="登录后查看"
      note={`登录或注册后，可以查看${what}。`}
      action={{ text: "登录 / 注册", onClick: () => go("auth") }}
    />
  );
}
