import type { Photo } from "./photo";

/** In the browser: a picture from the computer or, on a phone, the camera. */
export function takePhoto(): Promise<Photo | null> {
  return new Promise((resolve, reject) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = "image/jpeg,image/png";
    input.setAttribute("capture", "environment");
    input.style.display = "none";
    const finish = (photo: Promise<Photo | null>) => {
      input.remove();
      photo.then(resolve, reject);
    };
    input.addEventListener("change", () => finish(readPicture(input.files?.[0])));
    input.addEventListener("cancel", () => finish(Promise.resolve(null)));
    document.body.append(input);
    input.click();
  });
}

async function readPicture(file: File | undefined): Promise<Photo | null> {
  if (!file) return null;
  const contentType = file.type === "image/png" ? "image/png" : "image/jpeg";
  return { bytes: await file.arrayBuffer(), contentType, preview: URL.createObjectURL(file) };
}
