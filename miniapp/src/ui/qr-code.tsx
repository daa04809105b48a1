import { Image, View } from "@tarojs/components";
import qrcode from "qrcode-generator";
import { useMemo } from "react";
import styles from "./qr-code.module.scss";
import { spoken, unspokenImage } from "./spoken";

const QUIET_MODULES = 4;
const PIXELS_PER_MODULE = 6;

/** The QR code of a text as a GIF in a data URL, quiet zone included: error correction M, the smallest version that fits. */
export function qrImage(text: string): string {
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  return code.createDataURL(PIXELS_PER_MODULE, QUIET_MODULES * PIXELS_PER_MODULE);
}

/** A QR code, black on white in dark mode too, because scanners want it so. `size` is the side in px. */
export function QrCode({ text, size = 240, label = "二维码" }: { text: string; size?: number; label?: string }) {
  const source = useMemo(() => qrImage(text), [text]);
  const side = { width: `${size}px`, height: `${size}px` };
  return (
    <View className={styles.sheet} style={side} {...spoken("img", label)}>
      <Image className={styles.code ?? ""} style={side} src={source} mode="scaleToFill" {...unspokenImage()} />
    </View>
  );
}
