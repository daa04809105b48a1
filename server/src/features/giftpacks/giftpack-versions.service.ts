import type { listGiftPackVersions } from "@club/shared/giftpacks";
import type { OutputOf } from "@club/shared/http";
import type { Ctx } from "../../platform/context";
import { getCatalogue } from "../services/services.service";
import { type GiftPackVersion, GiftPackVersions, versionId } from "./giftpack.model";
import { getPackInScope } from "./giftpack.store";
import { toItemViews } from "./giftpack.views";

const MOST = 50;

/** The newest versions of a pack, newest first, found by their ids. @throws giftpacks.not-found */
export async function listVersions(
  ctx: Ctx,
  input: { packId: string },
): Promise<OutputOf<typeof listGiftPackVersions>> {
  const pack = await getPackInScope(ctx, input.packId);
  const newest = pack.currentVersion;
  const ids = Array.from({ length: Math.min(newest, MOST) }, (_, index) => versionId(pack._id, newest - index));
  const rows = await GiftPackVersions.find({ _id: { $in: ids } }).lean<GiftPackVersion[]>();
  const catalogue = await getCatalogue();
  const items = rows
    .sort((a, b) => b.version - a.version)
    .map(({ version, items: parts, terms, costFen, createdAt }) => ({
      version,
      isCurrent: version === newest,
      items: toItemViews(parts, catalogue),
      terms,
      costFen,
      createdAt: createdAt.toISOString(),
    }));
  return { items };
}
