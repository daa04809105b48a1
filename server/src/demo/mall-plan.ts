import type { ProductInput, ProductItem } from "@club/shared/mall-admin";
import { addDays } from "@club/shared/time";

/** A product of the demonstration, and what becomes of it after it was made. */
export type PlannedProduct = { input: ProductInput; stock: number; state: "draft" | "onSale" | "offSale" };

type Row = Pick<ProductInput, "title" | "category" | "pictures" | "pricePoints" | "description"> &
  Partial<ProductInput> & { stock: number; state?: PlannedProduct["state"]; opensInDays?: number };

const TERMS = ["兑换成功后券即时到账，可在「我的兑换券」查看。", "未使用的券 24 小时内可取消，积分原路退回。"];
const GOODS_TERMS = ["兑换后 3 个工作日内发货，包邮。", "发货前可随时取消，积分原路退回；实物不兑现。"];

function item(serviceId: string, quantity: number, validDays = 180): ProductItem {
  return { serviceId, quantity, validDays, plateBinding: "none" };
}

/** What the mall offers, in the recommended order. Without `items` it is goods, with several a bundle. */
const ROWS: readonly Row[] = [
  {
    ...{ title: "标准洗车一次", category: "wash", pictures: ["car-wash"], pricePoints: 480, stock: 500 },
    description: "合作门店标准洗车一次：外观清洗、内饰简单吸尘、脚垫清洁。",
    items: [item("car-wash", 1)],
  },
  {
    ...{ title: "洗车五次卡", category: "wash", pictures: ["car-wash"], pricePoints: 2_200, stock: 120 },
    description: "五次标准洗车，半年内有效，比单次兑换省 200 积分。",
    ...{ items: [item("car-wash", 5)], perMemberLimit: 2 },
  },
  {
    ...{ title: "全车安全检测", category: "care", pictures: ["vehicle-check"], pricePoints: 800, stock: 80 },
    description: "合作门店车辆检测一次，出具纸质报告，发现问题当面说明。",
    items: [item("vehicle-check", 1, 365)],
  },
  {
    ...{ title: "出行无忧券包", category: "travel", pictures: ["designated-driver", "car-wash"], pricePoints: 1_600 },
    description: "酒后代驾一次、标准洗车两次，聚会出行一次备齐。",
    ...{ items: [item("designated-driver", 1, 90), item("car-wash", 2, 90)], perMemberLimit: 1, stock: 60 },
  },
  {
    ...{ title: "机场贵宾休息室", category: "travel", pictures: ["airport-lounge"], pricePoints: 3_600, stock: 20 },
    description: "省内机场贵宾休息室一次，可带一位同行人。",
    ...{ items: [item("airport-lounge", 1, 120)], perMemberLimit: 1 },
  },
  {
    ...{ title: "磁吸车载手机支架", category: "goods", pictures: ["phone-holder"], pricePoints: 600, stock: 150 },
    ...{ description: "铝合金磁吸，出风口和中控两用，不挡视线。", perMemberLimit: 2 },
  },
  {
    ...{ title: "便携充气泵", category: "goods", pictures: ["tire-pump"], pricePoints: 2_800, stock: 30 },
    ...{ description: "数显预设胎压，充满自停，含收纳袋。", perMemberLimit: 1 },
  },
  {
    ...{ title: "车载急救包", category: "goods", pictures: ["first-aid-kit"], pricePoints: 1_200, stock: 60 },
    description: "绷带、止血带、手套、反光条等二十六件，适合长途自驾。",
  },
  {
    ...{ title: "自动反向雨伞", category: "life", pictures: ["umbrella"], pricePoints: 700, stock: 4 },
    ...{ description: "收伞时湿面朝里，上下车不沾水。", perMemberLimit: 2 },
  },
  {
    ...{ title: "316 不锈钢保温杯", category: "life", pictures: ["thermos"], pricePoints: 900, stock: 90 },
    description: "480 毫升，可放进车门杯架。",
  },
  {
    ...{ title: "青岛啤酒节代驾券", category: "travel", pictures: ["designated-driver"], pricePoints: 900, stock: 40 },
    description: "青岛会员专享：酒后代驾一次。",
    ...{ items: [item("designated-driver", 1, 60)], cityCodes: ["370200"] },
  },
  {
    ...{ title: "4K 行车记录仪", category: "goods", pictures: ["dash-cam"], pricePoints: 9_800, stock: 10 },
    ...{ description: "前后双录，停车监控。限时兑换，即将开始。", perMemberLimit: 1, opensInDays: 3 },
  },
  {
    ...{ title: "夏季遮阳坐垫", category: "goods", pictures: ["car-cushion"], pricePoints: 500, stock: 25 },
    ...{ description: "冰丝面料，透气不粘身；夏季款已换季下架。", state: "offSale" },
  },
  {
    ...{ title: "车载香薰礼盒", category: "life", pictures: ["car-perfume", "gift-box"], pricePoints: 650, stock: 200 },
    ...{ description: "三支替换芯，草本香型。", state: "draft" },
  },
];

/** The products of the demonstration, on sale from `before`. */
export function planProducts(startedAt: Date, before: Date): PlannedProduct[] {
  return ROWS.map(({ stock, state = "onSale", opensInDays, items = [], ...row }, index) => ({
    input: {
      ...{ perMemberLimit: null, closesAt: null, cityCodes: [], items },
      kind: items.length === 0 ? "goods" : items.length === 1 ? "voucher" : "bundle",
      terms: items.length === 0 ? GOODS_TERMS : TERMS,
      opensAt: (opensInDays === undefined ? before : addDays(startedAt, opensInDays)).toISOString(),
      ...row,
      sortRank: (index + 1) * 10,
    },
    ...{ stock, state },
  }));
}
