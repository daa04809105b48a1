import Taro from "@tarojs/taro";

export type Photo = {
  bytes: ArrayBuffer;
  contentType: "image/jpeg" | "image/png";
  /** For an Image. */
  preview: string;
};

/** A photo taken now, compressed, or null when the clerk changed their mind. @throws Error when it cannot be read */
export async function takePhoto(): Promise<Photo | null> {
  const path = await Taro.chooseMedia({
    count: 1,
    mediaType: ["image"],
    sourceType: ["camera"],
    sizeType: ["compressed"],
  }).then(
    ({ tempFiles }) => tempFiles[0]?.tempFilePath ?? null,
    () => null,
  );
  if (path === null) return null;
  const bytes = await readFile(path);
  return { bytes, contentType: path.toLowerCase().endsWith(".png") ? "image/png" : "image/jpeg", preview: path };
}

function readFile(filePath: string): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    Taro.getFileSystemManager().readFile({
      filePath,
      success: ({ data }) => (typeof data === "string" ? reject(new Error("not bytes")) : resolve(data)),
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    });
  });
}
