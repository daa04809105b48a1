const MAX_KEY_CHARS = 1_048_576;

/** wx storage, synchronous and asynchronous, over one Map that outlives a restart of the program. Values are copied as WeChat does. */
export function storageApis(store) {
  const copy = (value) => (value === undefined ? "" : JSON.parse(JSON.stringify(value)));
  const set = (key, data) => {
    const text = JSON.stringify(data) ?? '""';
    if (text.length > MAX_KEY_CHARS) throw new Error("setStorage:fail exceed storage max size 1MB");
    store.set(key, text);
  };
  const get = (key) => (store.has(key) ? JSON.parse(store.get(key)) : undefined);
  const info = () => ({ keys: [...store.keys()], currentSize: 1, limitSize: 10_240 });
  return {
    setStorageSync: (key, data) => set(key, data),
    getStorageSync: (key) => copy(get(key)),
    removeStorageSync: (key) => void store.delete(key),
    clearStorageSync: () => store.clear(),
    getStorageInfoSync: info,
    setStorage: ({ key, data }) => {
      set(key, data);
      return {};
    },
    getStorage: ({ key }) => {
      if (!store.has(key)) throw new Error("getStorage:fail data not found");
      return { data: get(key) };
    },
    removeStorage: ({ key }) => {
      store.delete(key);
      return {};
    },
    clearStorage: () => {
      store.clear();
      return {};
    },
    getStorageInfo: info,
  };
}
