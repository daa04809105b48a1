import Taro from "@tarojs/taro";

/*
 * What stays on the phone: sessions, keys of unfinished intents, last good answers. WeChat allows 1 MB a key and 10 MB in all.
 * A phone whose storage is full must go on working, so writing never throws.
 */

/** The stored value, or null. The caller checks its shape: an older version may have written it. */
export function read(key: string): unknown {
  try {
    const value: unknown = Taro.getStorageSync(key);
    return value === "" || value === undefined ? null : value;
  } catch {
    return null;
  }
}

/** False when the phone would not store it. */
export function write(key: string, value: unknown): boolean {
  try {
    Taro.setStorageSync(key, value);
    return true;
  } catch {
    return false;
  }
}

export function remove(key: string): void {
  try {
    Taro.removeStorageSync(key);
  } catch {
    // Nothing there to remove.
  }
}

/** Every stored key that begins with `prefix`. */
export function keysWith(prefix: string): string[] {
  try {
    return Taro.getStorageInfoSync().keys.filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}
