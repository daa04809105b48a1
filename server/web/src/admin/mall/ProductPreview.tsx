import { listServices } from "@club/shared/services";
import { Form } from "antd";
import { useCall } from "../../api/hooks";
import { now } from "../../app/clock";
import { Section } from "../../kit/Page";
import { linesOf, notOpenText, type TypedItem, type TypedProduct } from "./product-form";
import { ProductPicture } from "./product-picture";
import { citiesText, itemText, PointsPrice } from "./words";

/** The product as members will see it on the phone, while it is typed. */
export function ProductPreview({ initial }: { initial: TypedProduct }) {
  const watched = Form.useWatch<Partial<TypedProduct> | undefined>([], Form.useFormInstance());
  const typed = { ...initial, ...watched };
  const { title, pictures, perMemberLimit, cityCodes, closesOn } = typed;
  const notOpen = notOpenText(typed, now());
  return (
    <Section title="会员看到的样子">
      <div className="phone-card" data-testid="product-preview">
        <div style={{ display: "flex", gap: 12 }}>
          <ProductPicture name={pictures[0] ?? "gift-box"} size={72} />
          <div style={{ minWidth: 0 }}>
            <div style={{ fontSize: 17, fontWeight: 600 }}>{title || "商品名称"}</div>
            <div style={{ fontSize: 20, fontWeight: 600 }}>
              <PointsPrice points={typed.pricePoints ?? 0} />
            </div>
            <div className="page-head-note">
              {[
                perMemberLimit ? `每人限购 ${perMemberLimit} 件` : "不限购",
                cityCodes.length === 0 ? "全省可兑换" : `${citiesText(cityCodes)}可兑换`,
                ...(closesOn ? [`${closesOn} 截止`] : []),
              ].join(" · ")}
            </div>
          </div>
        </div>
        <p>{typed.description || "商品介绍"}</p>
        <Content typed={typed} />
        <Terms lines={linesOf(typed.termsText)} />
        <div className={notOpen ? "phone-button is-off" : "phone-button"}>{notOpen ?? "立即兑换"}</div>
      </div>
    </Section>
  );
}

function Content({ typed }: { typed: TypedProduct }) {
  const services = useCall(listServices, {});
  if (typed.kind === "goods") return <p className="page-head-note">下单时填写收货地址，快递送达</p>;
  const nameOf = (item: TypedItem) =>
    services.data?.items.find((service) => service.id === item?.serviceId)?.name ?? "选择服务";
  const items = typed.kind === "voucher" ? typed.items.slice(0, 1) : typed.items;
  return (
    <div>
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a form have no other name
        <div key={index}>
          {itemText({
            serviceName: nameOf(item),
            quantity: item?.quantity ?? 0,
            validDays: item?.validDays ?? 0,
            plateBinding: item?.needsPlate ? "required" : "none",
          })}
        </div>
      ))}
    </div>
  );
}

function Terms({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <ul className="page-head-note" style={{ margin: "12px 0 0", paddingInlineStart: 18 }}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
