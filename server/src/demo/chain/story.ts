import { findCity } from "@club/shared/regions";
import { createFirstAdmin } from "../../features/staff/staff.service";
import { systemCtx } from "../../platform/context";
import { newId } from "../../platform/ids";
import { creditCode, idCardNumber, merchantName, personName, phoneNumber, seededRng } from "../people";
import { firstSignIn, hireStaff, type Person, registerByWechat } from "./cast";
import { addOneVehicle, countTheCost, lookUpViolations } from "./garage-scenes";
import { openMall, orderAndCancel, orderGoods } from "./mall-scenes";
import { claimPack, completeProfile, offerPack } from "./member-scenes";
import { onboardMerchant, type Shop } from "./merchant-scenes";
import { closeMonth, printStatements } from "./month-scenes";
import { rewordReminder, shareThePlate, switchOffAndOn } from "./office-scenes";
import { changeOneRule, publishPack } from "./pack-scenes";
import { earnSomePoints, openPointsRules } from "./points-scenes";
import type { Printer } from "./printer";
import { redeemOnce, refuseSecond, retrySame, undoAndRedeemAgain } from "./redeem-scenes";
import { lookAhead, remindOnce, sayDone } from "./reminder-scenes";
import type { Club, Member, Stage } from "./stage";
import type { World } from "./world";

const STORY_CITY = "370100";
const TEMPORARY_PASSWORD = "Setup-2026-once";

/** The whole chain once, in small, every answer checked. @throws Difference at the first that is not as expected */
export async function tellStory(world: World, printer: Printer): Promise<void> {
  const stage: Stage = { world, printer, rng: seededRng(20_261_122) };
  const club = await openClub(stage);
  const { step } = printer;
  const member = await step("车主打开小程序，用微信手机号注册", () => joinAsMember(stage, 1));
  await step("礼包在「我的礼包」里等着车主", () => offerPack(stage, member, club.packId));
  await step("车主填写姓名和身份证号，成为高级会员", () => completeProfile(stage, member));
  await step("车主领取礼包；手一抖又点了一次", () => claimPack(stage, member, club.packId));
  const first = await step("车主到店出示洗车券二维码，核销员扫码、确认", () =>
    redeemOnce(stage, { member, club, serviceId: "car-wash" }),
  );
  await step("网络不好，核销员的手机把同一次确认又发了一遍", () => retrySame(stage, first));
  await step("另一位核销员再扫同一张券", () => refuseSecond(stage, { first, club }));
  await step("扫错车了：核销员一小时内撤销，再重新核销", () => undoAndRedeemAgain(stage, { first, member, club }));
  const checked = await step("车主又做了一次车辆检测（俱乐部承担七成）", () =>
    redeemOnce(stage, { member, club, serviceId: "vehicle-check" }),
  );
  await step("车主签到、评价检测，攒积分", () => earnSomePoints(stage, member, checked.receipt.redemptionId));
  const shelf = await step("管理员上架两件积分商品", () => openMall(stage, club.admin));
  await step("车主用积分换洗车券，又取消", () => orderAndCancel(stage, member, shelf));
  await step("车主换手机支架：下单、发货、收货", () => orderGoods(stage, { member, admin: club.admin }, shelf));
  const second = await step("第二位车主注册、领取、洗车", () => anotherMember(stage, club));
  const vehicleId = await step("车主添加车辆", () => addOneVehicle(stage, member));
  await step("车主查违章：查一次，再看一次，刷新一次", () => lookUpViolations(stage, member, vehicleId));
  await step("财务看查询费用；别的会员看不到这辆车", () =>
    countTheCost(stage, { finance: club.finance, stranger: second, vehicleId }),
  );
  await step("家人也添加了同一辆车", () => shareThePlate(stage, club.admin, second));
  await step("管理员关闭违章查询，再重新开放", () => switchOffAndOn(stage, { admin: club.admin, member, vehicleId }));
  await step("管理员修改一条提醒的文字", () => rewordReminder(stage, club.admin));
  await step("车主秘书：看看未来一年有什么要办", () => lookAhead(stage, member, vehicleId));
  await step("年检可以办理了：提醒一次，进站内消息", () => remindOnce(stage, member, vehicleId));
  await step("车主办好年检，点「已办理」", () => sayDone(stage, member, vehicleId));
  const statement = await step("月底：财务生成对账单，核对、定稿，商户确认", () => closeMonth(stage, club));
  await step("导出 Excel，再读回来逐行核对", () =>
    printStatements(stage, { club, statement, members: [member, second] }),
  );
}

/** Staff, a pack and a shop, from an empty database. */
async function openClub(stage: Stage): Promise<Club> {
  const { world, printer } = stage;
  const { step } = printer;
  const admin = await step("省级管理员首次登录，把临时密码换成自己的", () => signInFirstAdmin(stage));
  const finance = await step("管理员新建财务账号，财务首次登录", () =>
    hireStaff(world, admin, { loginName: "finance", name: personName(stage.rng), role: "finance", cityCode: null }),
  );
  await step("管理员调整洗车服务的规则", () => changeOneRule(stage, admin));
  await step("管理员打开积分规则", () => openPointsRules(stage, admin));
  const packId = await step("管理员设计新会员礼包并发布", () => publishPack(stage, admin));
  const shop = await step("商户入驻：登记、门店、协议、审核通过，店主和两位核销员凭邀请加入", () =>
    openShop(stage, admin),
  );
  return { admin, finance, packId, shop };
}

/** The installer leaves one account behind; everything else is done through the API. */
async function signInFirstAdmin({ world, printer, rng }: Stage): Promise<Person> {
  const ctx = systemCtx(world.deps, "first-admin", world.clock.now());
  const account = { loginName: "admin", name: personName(rng), password: TEMPORARY_PASSWORD, mustChangePassword: true };
  const created = await createFirstAdmin(ctx, account);
  printer.expect(created !== null, "安装程序只在空库里建立一个省级管理员");
  return firstSignIn(world, "admin", TEMPORARY_PASSWORD);
}

async function openShop({ world, printer, rng }: Stage, admin: Person): Promise<Shop> {
  const city = findCity(STORY_CITY);
  if (!city) throw new Error("the story's city is unknown");
  const person = (n: number) => ({
    name: personName(rng),
    user: `shop-${n}-${newId()}`,
    phone: phoneNumber(rng, 7_000_000 + n),
  });
  const shop = await onboardMerchant(world, admin, {
    name: merchantName(rng, city, "car-wash"),
    creditCode: creditCode(rng, "370102"),
    cityCode: city.code,
    position: { lng: city.lng, lat: city.lat },
    taxBps: 100,
    prices: [
      { serviceId: "car-wash", model: "fixed", priceFen: 2_200, clubShareBps: null, capFen: null },
      { serviceId: "vehicle-check", model: "share", priceFen: 4_800, clubShareBps: 7_000, capFen: null },
      { serviceId: "designated-driver", model: "fixed", priceFen: 5_500, clubShareBps: null, capFen: null },
    ],
    owner: person(0),
    clerks: [person(1), person(2)],
  });
  printer.say(`${shop.name}（洗车 ¥22.00 全额；车辆检测 ¥48.00 俱乐部承担 70%；代驾 ¥55.00 全额）`);
  return shop;
}

async function joinAsMember({ world, printer, rng }: Stage, n: number): Promise<Member> {
  const user = `member-${n}`;
  const phone = phoneNumber(rng, n);
  const person = {
    user,
    phone,
    name: personName(rng),
    idCard: idCardNumber(rng, "370102", { fromYear: 1970, toYear: 2000 }),
  };
  const { token, isNew } = await registerByWechat(world, { user, phone, cityCode: STORY_CITY });
  printer.expect(isNew, "微信还不是会员，用微信验证的手机号注册成功");
  const again = await registerByWechat(world, { user, phone, cityCode: STORY_CITY });
  printer.expect(!again.isNew, "再次打开小程序直接登录，不会注册两次");
  return { ...person, token };
}

async function anotherMember(stage: Stage, club: Club): Promise<Member> {
  const member = await joinAsMember(stage, 2);
  await completeProfile(stage, member);
  await claimPack(stage, member, club.packId);
  await redeemOnce(stage, { member, club, serviceId: "car-wash" });
  return member;
}
