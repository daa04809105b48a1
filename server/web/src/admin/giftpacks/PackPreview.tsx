import { listServices } from "@club/shared/services";
import { Form } from "antd";
import { useCall } from "../../api/hooks";
import { Section } from "../../kit/Page";
import { Money } from "../../kit/values";
import { type TypedPack, termsOf } from "./pack-form";
import { validityText } from "./words";

/** The pack as the member will see it, while it is typed; and what one of it costs the club. */
export function PackPreview({ initial }: { initial: TypedPack }) {
  const form = Form.useFormInstance();
  const watched = Form.useWatch<Partial<TypedPack> | undefined>([], form);
  const typed = { ...initial, ...watched };
  const services = useCall(listServices, {});
  const byId = new Map((services.data?.items ?? []).map((service) => [service.id, service]));
  const items = typed.items ?? [];
  const costFen = items.reduce(
    (sum, item) => sum + (item?.quantity ?? 0) * (byId.get(item?.serviceId ?? "")?.standardPriceFen ?? 0),
    0,
  );
  return (
    <>
      <Section title="会员看到的样子">
        <div className="phone-card" data-testid="pack-preview">
          <div style={{ fontSize: 20, fontWeight: 600 }}>{typed.name || "礼包名称"}</div>
          <div style={{ opacity: 0.8, margin: "4px 0 16px" }}>{typed.intro || "礼包介绍"}</div>
          {items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a form have no other name
            <div key={index} style={ROW}>
              <span>
                {byId.get(item?.serviceId ?? "")?.name ?? "选择服务"}
                <small style={{ display: "block", opacity: 0.75 }}>
                  {item ? validityOf(item) : ""}
                  {item?.needsPlate ? "，须绑定车牌" : ""}
                </small>
              </span>
              <strong className="num">×{item?.quantity ?? 0}</strong>
            </div>
          ))}
          <ul style={{ margin: "12px 0", paddingInlineStart: 18, opacity: 0.75, fontSize: 13 }}>
            {termsOf(typed.termsText).map((term) => (
              <li key={term}>{term}</li>
            ))}
          </ul>
          <div className="phone-button">领取</div>
        </div>
      </Section>
      <Section title="成本">
        按现在的标准价，每份 <Money fen={costFen} />
        {typed.stockTotal ? (
          <>
            ，全部领完 <Money fen={costFen * typed.stockTotal} />
          </>
        ) : null}
      </Section>
    </>
  );
}

function validityOf(item: TypedPack["items"][number]): string {
  if (item.validBy === "day") return validityText({ validUntilOn: item.validUntilOn });
  return validityText({ validDays: item.validDays ?? undefined });
}

const ROW = { display: "flex", justifyContent: "space-between", alignItems: "center", padding: "8px 0" } as const;
