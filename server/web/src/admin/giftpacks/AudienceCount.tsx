import { estimateAudience } from "@club/shared/giftpack-grants";
import { Form } from "antd";
import { useCall } from "../../api/hooks";
import { countText } from "../../kit/values";
import { audienceOf, type TypedPack } from "./pack-form";

/** How many members the audience that is being typed has now. */
export function AudienceCount() {
  const typed = Form.useWatch<TypedPack | undefined>([], Form.useFormInstance());
  const audience = typed?.audienceKind ? audienceOf(typed) : null;
  const isChosen = audience !== null && (audience.kind !== "city" || audience.cityCodes.length > 0);
  const count = useCall(
    estimateAudience,
    { cityCode: typed?.cityCode || null, audience: audience ?? { kind: "all" } },
    { enabled: isChosen && audience?.kind !== "list", keepPrevious: true },
  );
  if (!isChosen) return <span>请选择适用人群</span>;
  if (audience.kind === "list") return <span>以导入的名单为准</span>;
  if (count.error) return <span>人数暂时算不出，不影响保存</span>;
  return (
    <span aria-live="polite">{count.data ? `现在有 ${countText(count.data.memberCount)} 位会员` : "正在计算…"}</span>
  );
}
