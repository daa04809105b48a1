import {
  AccountBookOutlined,
  ApartmentOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BellOutlined,
  CarOutlined,
  CheckSquareOutlined,
  GiftOutlined,
  HomeOutlined,
  ShopOutlined,
  ShoppingOutlined,
  StarOutlined,
  TagsOutlined,
  TrophyOutlined,
  UserOutlined,
  WarningOutlined,
} from "@ant-design/icons";
import { listAudit } from "@club/shared/audit";
import { listGiftPacks } from "@club/shared/giftpacks";
import { listStaffProducts } from "@club/shared/mall-admin";
import { listMembers } from "@club/shared/member-admin";
import { listMerchants } from "@club/shared/merchants";
import { getOverview } from "@club/shared/overview";
import { listPostings } from "@club/shared/points-admin";
import { listRatings } from "@club/shared/ratings";
import { listStaffRedemptions } from "@club/shared/redemption-admin";
import { listReminderTemplates } from "@club/shared/reminders-admin";
import { listStaffServices } from "@club/shared/services";
import { listStatements } from "@club/shared/settlement";
import { listStaff } from "@club/shared/staff";
import { listSharedPlates } from "@club/shared/vehicles";
import { getViolationHealth } from "@club/shared/violations-admin";
import { listStaffVouchers } from "@club/shared/voucher-admin";
import { lazy } from "react";
import type { SectionDef } from "../app/Shell";

/** The back office's menu, in order. Each section is a chunk of its own and routes what is under its path. */
export const SECTIONS: readonly SectionDef[] = [
  {
    path: "overview",
    title: "首页",
    icon: <HomeOutlined />,
    needs: getOverview,
    Content: lazy(() => import("./overview/OverviewSection")),
  },
  {
    path: "members",
    title: "会员",
    icon: <UserOutlined />,
    needs: listMembers,
    Content: lazy(() => import("./members/MembersSection")),
  },
  {
    path: "services",
    title: "服务项目",
    icon: <AppstoreOutlined />,
    needs: listStaffServices,
    Content: lazy(() => import("./services/ServicesSection")),
  },
  {
    path: "giftpacks",
    title: "礼包",
    icon: <GiftOutlined />,
    needs: listGiftPacks,
    Content: lazy(() => import("./giftpacks/GiftPacksSection")),
  },
  {
    path: "vouchers",
    title: "兑换券",
    icon: <TagsOutlined />,
    needs: listStaffVouchers,
    Content: lazy(() => import("./vouchers/VouchersSection")),
  },
  {
    path: "points",
    title: "积分",
    icon: <TrophyOutlined />,
    needs: listPostings,
    Content: lazy(() => import("./points/PointsSection")),
  },
  {
    path: "mall",
    title: "积分商城",
    icon: <ShoppingOutlined />,
    needs: listStaffProducts,
    Content: lazy(() => import("./mall/MallSection")),
  },
  {
    path: "merchants",
    title: "商户",
    icon: <ShopOutlined />,
    needs: listMerchants,
    Content: lazy(() => import("./merchants/MerchantsSection")),
  },
  {
    path: "redemptions",
    title: "核销",
    icon: <CheckSquareOutlined />,
    needs: listStaffRedemptions,
    Content: lazy(() => import("./redemptions/RedemptionsSection")),
  },
  {
    path: "ratings",
    title: "评价",
    icon: <StarOutlined />,
    needs: listRatings,
    Content: lazy(() => import("./ratings/RatingsSection")),
  },
  {
    path: "settlement",
    title: "结算",
    icon: <AccountBookOutlined />,
    needs: listStatements,
    Content: lazy(() => import("./settlement/SettlementSection")),
  },
  {
    path: "vehicles",
    title: "车辆",
    icon: <CarOutlined />,
    needs: listSharedPlates,
    Content: lazy(() => import("./vehicles/VehiclesSection")),
  },
  {
    path: "violations",
    title: "违章",
    icon: <WarningOutlined />,
    needs: getViolationHealth,
    Content: lazy(() => import("./violations/ViolationsSection")),
  },
  {
    path: "reminders",
    title: "车主秘书",
    icon: <BellOutlined />,
    needs: listReminderTemplates,
    Content: lazy(() => import("./reminders/RemindersSection")),
  },
  {
    path: "staff",
    title: "组织与员工",
    icon: <ApartmentOutlined />,
    needs: listStaff,
    Content: lazy(() => import("./staff/StaffSection")),
  },
  {
    path: "audit",
    title: "审计",
    icon: <AuditOutlined />,
    needs: listAudit,
    Content: lazy(() => import("./audit/AuditSection")),
  },
];
