export const vehicleErrors = {
  "vehicles.not-found": { status: 404, title: "没有找到这辆车", next: "请返回车辆列表重新选择。" },
  "vehicles.already-added": {
    status: 409,
    title: "这个车牌已经在您的车辆里",
    next: "请在车辆列表中找到它，直接修改资料。",
  },
  "vehicles.too-many": { status: 409, title: "最多添加 10 辆车", next: "请先删除不再使用的车辆，再添加新的。" },
  "vehicles.date-in-future": { status: 400, title: "注册日期不能晚于今天", next: "请对照行驶证上的注册日期修改。" },
  "vehicles.plate-type-contradicts": {
    status: 400,
    title: "号牌种类与车牌号不一致",
    next: "请对照行驶证重新选择号牌种类；换了号牌请删除后重新添加车辆。",
  },
  "vehicles.nothing-to-change": { status: 400, title: "没有任何修改", next: "请至少修改一项内容后再保存。" },
  "vehicles.inspection-not-later": {
    status: 409,
    title: "新的检验有效期没有比原来的晚",
    next: "请对照行驶证副页填写新的日期；如果原来填错了，请在车辆资料里修改。",
  },
  "licences.date-in-future": { status: 400, title: "初次领证日期不能晚于今天", next: "请对照驾驶证修改。" },
  "licences.ends-before-issue": {
    status: 400,
    title: "有效期截止日早于初次领证日期",
    next: "请对照驾驶证修改日期；长期有效请选择“长期”。",
  },
} as const;
