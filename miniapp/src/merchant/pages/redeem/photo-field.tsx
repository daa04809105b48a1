import { uploadRedemptionPhoto } from "@club/shared/redemptions";
import { Image, Text, View } from "@tarojs/components";
import { useState } from "react";
import { upload } from "../../../lib/request";
import { useAction } from "../../../lib/use-action";
import { takePhoto } from "../../../platform/photo";
import { Button } from "../../../ui/button";
import { Icon } from "../../../ui/icon";
import styles from "./index.module.scss";

/** A photo of the car, taken now and uploaded at once, so that confirming does not wait for it. */
export function PhotoField({
  photoId,
  onPhoto,
}: {
  photoId: string | null;
  onPhoto: (photoId: string | null) => void;
}) {
  const [preview, setPreview] = useState<string | null>(null);
  const shoot = useAction(async () => {
    const photo = await takePhoto();
    if (photo === null) return;
    onPhoto(null);
    setPreview(photo.preview);
    const { bytes, contentType } = photo;
    onPhoto((await upload(uploadRedemptionPhoto, {}, { bytes, contentType, as: "clerk" })).photoId);
  });
  return (
    <View>
      <Text className={styles.photoLabel}>现场照片，要能看清车牌</Text>
      <View className={styles.photo}>
        <View className={styles.thumb}>
          {preview === null ? (
            <Icon name="camera" size={28} />
          ) : (
            <Image className={styles.image ?? ""} src={preview} mode="aspectFill" />
          )}
        </View>
        <View className={styles.photoText}>
          <Text className={shoot.error ? styles.photoError : styles.soft}>{stateOf(shoot, photoId)}</Text>
          <Button kind="secondary" size="sm" busy={shoot.isRunning} onClick={shoot.run}>
            {preview === null ? "拍照" : "重拍"}
          </Button>
        </View>
      </View>
    </View>
  );
}

function stateOf(shoot: ReturnType<typeof useAction<[]>>, photoId: string | null): string {
  if (shoot.isRunning) return "正在上传";
  if (shoot.error) return shoot.error.sentence;
  return photoId === null ? "还没有照片" : "照片已上传";
}
