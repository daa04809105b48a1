import type { DataSection } from "@club/shared/members";
import { formatFen } from "@club/shared/money";
import { formatInstant } from "@club/shared/time";
import type { Ctx } from "../../platform/context";
import { decrypt } from "../../platform/crypto";
import { type ViolationDoc, type ViolationFacts, Violations } from "./violations.model";
import { handledName } from "./violations.rules";

const UNKNOWN = "未知";
/** So many are read by people; a provider's answer has at most 300 a vehicle. */
const MOST = 3_000;

/** What is kept about violations of the member's vehicles, for the copy of their data. Index: { memberId }. */
export async function violationsDataSection(ctx: Ctx, memberId: string): Promise<DataSection> {
  const rows = await Violations.find({ memberId }).limit(MOST).lean<ViolationDoc[]>();
  const items = rows.map((row) => {
    const facts = JSON.parse(decrypt(ctx.keys, row.factsEnc, "violations.facts")) as ViolationFacts;
    return {
      id: row._id,
      title: facts.act ?? row.code ?? "违章记录",
      facts: [
        { label: "时间", value: row.occurredAt === null ? UNKNOWN : formatInstant(row.occurredAt) },
        { label: "地点", value: facts.area ?? UNKNOWN },
        { label: "记分", value: row.points === null ? UNKNOWN : `${row.points} 分` },
        { label: "罚款", value: row.fineFen === null ? UNKNOWN : formatFen(row.fineFen) },
        { label: "处理情况", value: handledName(row.handled) },
      ],
    };
  });
  return { key: "violations", title: "违章记录", items };
}
