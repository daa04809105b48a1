import { AccountBookOutlined, CheckSquareOutlined, HomeOutlined, TeamOutlined } from "@ant-design/icons";
import { listMyClerks } from "@club/shared/merchant-clerks";
import { listMerchantRedemptions } from "@club/shared/redemptions";
import { listMyStatements } from "@club/shared/settlement-merchant";
import { lazy } from "react";
import type { SectionDef } from "../app/Shell";

/** The merchant's menu, in order; statements and people are the owner's. */
export const SECTIONS: readonly SectionDef[] = [
  {
    path: "today",
    title: "首页",
    icon: <HomeOutlined />,
    needs: listMerchantRedemptions,
    Content: lazy(() => import("./today/TodayPage")),
  },
  {
    path: "redemptions",
    title: "核销记录",
    icon: <CheckSquareOutlined />,
    needs: listMerchantRedemptions,
    Content: lazy(() => import("./redemptions/MerchantRedemptionsPage")),
  },
  {
    path: "statements",
    title: "对账单",
    icon: <AccountBookOutlined />,
    needs: listMyStatements,
    Content: lazy(() => import("./statements/StatementsSection")),
  },
  {
    path: "clerks",
    title: "人员",
    icon: <TeamOutlined />,
    needs: listMyClerks,
    Content: lazy(() => import("./clerks/ClerksPage")),
  },
];
