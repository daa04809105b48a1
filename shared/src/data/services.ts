import type { PlateBinding, SERVICE_CATEGORIES, ServiceRules } from "../services";

/** One entry of the catalogue as it is first put into the database; later edits by the club are kept. */
export type ServiceSeed = {
  id: string;
  name: string;
  category: (typeof SERVICE_CATEGORIES)[number];
  icon: string;
  standardPriceFen: number;
  plateBinding: PlateBinding;
  rules: ServiceRules;
  description: string;
  terms: string[];
};

/** In a shop: same city, within 500 m of the branch, never on the merchant's own phone. */
const AT_SHOP: ServiceRules = {
  cityMustMatch: true,
  maxDistanceMeters: 500,
  plateConfirm: false,
  photo: false,
  oncePer: "none",
  refuseMerchantPhone: true,
};
/** On the road or by phone: the place says nothing. */
const ANYWHERE: ServiceRules = { ...AT_SHOP, cityMustMatch: false, maxDistanceMeters: null };

const NO_CASH = "兑换券不兑现、不找零、不可转售。";

/** The nine services a club starts with. Prices are the club's standard price per use, used for pack budgets. */
export const SERVICE_SEEDS: readonly ServiceSeed[] = [
  {
    id: "car-wash",
    name: "洗车",
    category: "wash",
    icon: "car-wash",
    standardPriceFen: 2800,
    plateBinding: "none",
    rules: { ...AT_SHOP, plateConfirm: true, oncePer: "day" },
    description: "合作门店标准洗车一次：外观清洗、内饰简单吸尘、脚垫清洁。五座和七座私家车均可使用。",
    terms: ["每位会员每天限用一次。", "请在会员所在城市的合作门店使用。", "打蜡、精洗等项目需另付费。", NO_CASH],
  },
  {
    id: "inspection",
    name: "代办验车",
    category: "inspection",
    icon: "inspection",
    standardPriceFen: 15000,
    plateBinding: "required",
    rules: { ...AT_SHOP, maxDistanceMeters: null, plateConfirm: true, photo: true },
    description: "专人上门取车，代您完成车辆年检后送回，交接时当面验车并留存记录。",
    terms: [
      "领取后请先绑定车牌，绑定后不能更改。",
      "请提前预约，并备好行驶证和有效的交强险保单。",
      "检测站收取的检测费和维修费由车主承担。",
      NO_CASH,
    ],
  },
  {
    id: "designated-driver",
    name: "酒后代驾",
    category: "driving",
    icon: "designated-driver",
    standardPriceFen: 6000,
    plateBinding: "none",
    rules: { ...ANYWHERE, plateConfirm: true, oncePer: "day" },
    description: "酒后由专业司机代驾回家，市区 10 公里以内免费，超出部分按公里另付。",
    terms: ["每位会员每天限用一次。", "超出 10 公里、等候超过 30 分钟的费用由车主支付。", NO_CASH],
  },
  {
    id: "fuel",
    name: "加油优惠",
    category: "fuel",
    icon: "fuel",
    standardPriceFen: 2000,
    plateBinding: "none",
    rules: { ...AT_SHOP, oncePer: "day" },
    description: "在合作加油站加油时抵扣油费，单次优惠有上限，油费超出部分由车主支付。",
    terms: ["每位会员每天限用一次。", "具体优惠以到站时公示的价格为准。", NO_CASH],
  },
  {
    id: "vehicle-check",
    name: "车辆检测",
    category: "care",
    icon: "vehicle-check",
    standardPriceFen: 5000,
    plateBinding: "none",
    rules: { ...AT_SHOP, plateConfirm: true },
    description: "到店做一次全车安全检测：制动、轮胎、灯光、油液、电瓶和底盘，并出具检测单。",
    terms: ["请提前与门店约好时间。", "检测发现的问题由车主决定是否维修，维修另付费。", NO_CASH],
  },
  {
    id: "maintenance",
    name: "保养",
    category: "care",
    icon: "maintenance",
    standardPriceFen: 20000,
    plateBinding: "required",
    rules: { ...AT_SHOP, plateConfirm: true, photo: true },
    description: "到店做一次基础保养：更换机油和机油滤芯，检查各项油液与易损件。",
    terms: ["领取后请先绑定车牌，绑定后不能更改。", "超出券面包含的机油用量和其他配件由车主支付。", NO_CASH],
  },
  {
    id: "roadside-rescue",
    name: "道路救援",
    category: "rescue",
    icon: "roadside-rescue",
    standardPriceFen: 20000,
    plateBinding: "none",
    rules: { ...ANYWHERE, plateConfirm: true, photo: true },
    description: "车辆在路上抛锚时提供搭电、换胎、送油送水或拖车一次，拖车 50 公里以内免费。",
    terms: ["救援现场请先确保人身安全，再出示兑换券。", "拖车超出 50 公里、高速路政费用由车主支付。", NO_CASH],
  },
  {
    id: "airport-lounge",
    name: "机场贵宾",
    category: "travel",
    icon: "airport-lounge",
    standardPriceFen: 12000,
    plateBinding: "none",
    rules: { ...ANYWHERE, oncePer: "day" },
    description: "在合作机场使用贵宾休息室一次，含专用通道、休息和简餐，以各机场公示为准。",
    terms: ["仅限会员本人当日乘机使用，请带好身份证和登机牌。", "同行人员需另购服务。", NO_CASH],
  },
  {
    id: "health-care",
    name: "健康关怀",
    category: "health",
    icon: "health-care",
    standardPriceFen: 10000,
    plateBinding: "none",
    rules: { ...ANYWHERE, cityMustMatch: true },
    description: "在合作机构享受一次基础健康体检或口腔检查，并获得健康建议。",
    terms: ["请提前预约，体检当天按机构要求空腹。", "超出套餐的检查项目由会员支付。", NO_CASH],
  },
];
