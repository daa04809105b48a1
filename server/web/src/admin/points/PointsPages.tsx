import { SubNav } from "../../kit/SubNav";

const PAGES = [
  { path: "/points", title: "流水" },
  { path: "/points/rules", title: "积分规则" },
  { path: "/points/adjustments", title: "人工调整" },
];

/** The pages of 积分, side by side. */
export function PointsPages() {
  return <SubNav label="积分" items={PAGES} />;
}
