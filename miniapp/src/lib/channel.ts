import Taro from "@tarojs/taro";
import { read, remove, write } from "../platform/storage";

/*
 * Which poster, counter or friend brought a visitor: the scene of a mini-program code or `channel` in a shared link, kept until
 * the visitor registers.
 */

const NAME = "channel";
/** What WeChat allows in a scene. */
const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/;

/** Notes the channel of a launch. A later one takes the place of an earlier one. */
export function noteChannel(query: Record<string, unknown> | undefined): void {
  const scene = channelOf(query);
  if (scene !== null) write(NAME, scene);
}

/** The channel in the parameters of a launch, or null. WeChat hands `scene` over URL-encoded. */
export function channelOf(query: Record<string, unknown> | undefined): string | null {
  const raw = query?.scene ?? query?.channel;
  if (typeof raw !== "string") return null;
  try {
    const scene = decodeURIComponent(raw);
    return SCENE.test(scene) ? scene : null;
  } catch {
    return null;
  }
}

/** The channel that brought this visitor, or null. */
export function readChannel(): string | null {
  const stored = read(NAME);
  return typeof stored === "string" ? stored : null;
}

/** The visitor has registered: the channel has done its work. */
export function forgetChannel(): void {
  remove(NAME);
}

/** The parameters the mini-program was opened with. */
export function launchQuery(): Record<string, unknown> | undefined {
  return Taro.getLaunchOptionsSync().query;
}
