import { createHash } from "node:crypto";
import type { InputOf, OutputOf } from "@club/shared/http";
import type { getRedemptionPhoto } from "@club/shared/redemption-admin";
import { PHOTO_MAX_BYTES, type uploadRedemptionPhoto } from "@club/shared/redemptions";
import { recordAudit } from "../../platform/audit";
import { type Ctx, cityFilter, merchantActor } from "../../platform/context";
import { isDuplicateKey } from "../../platform/db";
import { AppError } from "../../platform/problem";
import type { FileAnswer, UploadInput } from "../../platform/route";
import { type Redemption, type RedemptionPhoto, RedemptionPhotos, Redemptions } from "./redemptions.model";
import { imageType } from "./redemptions.rules";

/**
 * Keeps a photo for the caller's next redemption. The same picture uploaded again is the same photo; one that belongs to a
 * redemption or to another clerk is refused.
 * @throws redemptions.photo-invalid, redemptions.photo-used
 */
export async function keepPhoto(ctx: Ctx, input: UploadInput): Promise<OutputOf<typeof uploadRedemptionPhoto>> {
  const actor = merchantActor(ctx);
  const contentType = imageType(input.bytes);
  if (contentType === null || input.bytes.length > PHOTO_MAX_BYTES) throw new AppError("redemptions.photo-invalid");
  const id = createHash("sha256").update(input.bytes).digest("base64url");
  const known = await RedemptionPhotos.findById(id).lean<RedemptionPhoto>();
  if (known) return reuse(known, actor.id);
  const stored = await ctx.gateways.storage.put(input.bytes, contentType);
  const photo: RedemptionPhoto = {
    _id: id,
    merchantId: actor.merchantId,
    clerkId: actor.id,
    storageId: stored.id,
    contentType,
    uploadedAt: ctx.now,
    redemptionId: null,
  };
  try {
    await RedemptionPhotos.insertMany([photo]);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const other = await RedemptionPhotos.findById(id).lean<RedemptionPhoto>();
    if (other) return reuse(other, actor.id);
  }
  return { photoId: id };
}

function reuse(photo: RedemptionPhoto, clerkId: string): { photoId: string } {
  if (photo.redemptionId !== null || photo.clerkId !== clerkId) throw new AppError("redemptions.photo-used");
  return { photoId: photo._id };
}

/** Photos by id, for the checks before a redemption. */
export async function findPhotos(ids: readonly string[]): Promise<Map<string, RedemptionPhoto>> {
  if (ids.length === 0) return new Map();
  const rows = await RedemptionPhotos.find({ _id: { $in: [...ids] } }).lean<RedemptionPhoto[]>();
  return new Map(rows.map((row) => [row._id, row]));
}

/** The photo of a redemption in the caller's cities; looking leaves an audit row. @throws redemptions.not-found */
export async function openPhoto(ctx: Ctx, input: InputOf<typeof getRedemptionPhoto>): Promise<FileAnswer> {
  const redemption = await Redemptions.findOne({ _id: input.redemptionId, ...cityFilter(ctx) }).lean<Redemption>();
  const photo = redemption?.photoId
    ? await RedemptionPhotos.findById(redemption.photoId).lean<RedemptionPhoto>()
    : null;
  const file = photo ? await ctx.gateways.storage.get(photo.storageId) : null;
  if (!redemption || !file) throw new AppError("redemptions.not-found");
  await recordAudit(ctx, null, {
    action: "redemptions.view-photo",
    subject: { type: "redemption", id: redemption._id },
  });
  const extension = file.contentType === "image/png" ? "png" : "jpg";
  return { fileName: `${redemption._id}.${extension}`, contentType: file.contentType, stream: file.stream };
}
