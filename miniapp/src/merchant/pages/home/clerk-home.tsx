import type { OutputOf } from "@club/shared/http";
import { getMyMerchant, logoutClerk } from "@club/shared/merchant-clerks";
import { listMerchantRedemptions } from "@club/shared/redemptions";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { go, goTab } from "../../../lib/nav";
import { call } from "../../../lib/request";
import { signOut } from "../../../lib/session";
import { useQuery } from "../../../lib/use-query";
import { useScan } from "../../../platform/scan";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { Cell, CellGroup } from "../../../ui/cell";
import { CodeInput } from "../../../ui/code-input";
import { ErrorState } from "../../../ui/error-state";
import { Icon } from "../../../ui/icon";
import { Page } from "../../../ui/page";
import { Sheet } from "../../../ui/sheet";
import { Skeleton } from "../../../ui/skeleton";
import { spoken } from "../../../ui/spoken";
import { confirm, toast } from "../../../ui/toast";
import { type OwnBranch, useBranch } from "../../lib/branch";
import { present } from "../../lib/presented";
import { readPresented } from "../../lib/redeem-rules";
import { BranchPicker } from "../../ui/branch-picker";
import { TotalsLine } from "../../ui/totals-line";
import styles from "./index.module.scss";

type MyMerchant = OutputOf<typeof getMyMerchant>;

/** The working page of a clerk: one large button, and what was done today. */
export function ClerkHome() {
  const mine = useQuery(getMyMerchant, {}, { as: "clerk" });
  if (mine.status === "error") {
    return (
      <Page>
        <ErrorState error={mine.error} onRetry={mine.retry} />
        <Button kind="plain" onClick={() => signOut("clerk")}>
          退出商户登录
        </Button>
      </Page>
    );
  }
  if (mine.status !== "ready") {
    return (
      <Page>
        <Skeleton kind="page" />
      </Page>
    );
  }
  return (
    <Page asOf={mine.asOf}>
      <Counter mine={mine.data} />
      <Today />
      <CellGroup>
        <Cell icon="document" title="核销记录" note="今天和本月，1 小时内可以撤销" onClick={() => go("redemptions")} />
        <Cell icon="lock" title="网页登录密码" note="在电脑上看对账单用" onClick={() => go("clerkPassword")} />
        <Cell icon="swap" title="切换到车主身份" onClick={() => goTab("me")} />
        <Cell icon="logout" title="退出商户登录" onClick={() => void leave()} />
      </CellGroup>
    </Page>
  );
}

async function leave(): Promise<void> {
  const content = "您的账号会在所有设备上退出商户身份，车主身份不受影响。";
  if (!(await confirm({ title: "退出商户登录？", content, confirmText: "退出" }))) return;
  // Signed out on this phone even when the server cannot be told.
  await call(logoutClerk, {}, { as: "clerk" }).catch(() => undefined);
  signOut("clerk");
}

function Counter({ mine }: { mine: MyMerchant }) {
  const [branch, choose] = useBranch(mine.branches);
  const [isKeying, setIsKeying] = useState(false);
  const accept = (typed: string) => {
    const text = readPresented(typed);
    if (text === null) return toast("这不是车主的兑换码，请扫描兑换券页面上的二维码");
    if (branch === null) return toast("请先选择您所在的门店");
    present({ text, branchId: branch.id, branchName: branch.name, merchantId: mine.merchant.id });
    go("redeem");
  };
  const scanner = useScan(accept);
  const withBranch = (work: () => void) => () => (branch === null ? toast("请先选择您所在的门店") : work());
  return (
    <View>
      <Card>
        <Text className={styles.soft}>{`${mine.merchant.name} · ${mine.clerk.name}`}</Text>
        <BranchPicker branches={mine.branches} current={branch} onChoose={choose} />
        <View className={styles.scan} onClick={withBranch(scanner.start)} {...spoken("button", "扫码核销")}>
          <Icon name="scan" size={56} />
          <Text className={styles.scanText}>扫码核销</Text>
        </View>
        <Button kind="secondary" onClick={withBranch(() => setIsKeying(true))}>
          输入兑换码
        </Button>
      </Card>
      {scanner.sheet}
      <KeyIn isOpen={isKeying} branch={branch} onClose={() => setIsKeying(false)} onCode={accept} />
    </View>
  );
}

type KeyInProps = { isOpen: boolean; branch: OwnBranch | null; onClose: () => void; onCode: (code: string) => void };

function KeyIn({ isOpen, branch, onClose, onCode }: KeyInProps) {
  const [code, setCode] = useState("");
  const isWhole = readPresented(code) !== null;
  const submit = () => {
    if (!isWhole) return;
    onClose();
    setCode("");
    onCode(code);
  };
  return (
    <Sheet
      open={isOpen}
      title="输入兑换码"
      onClose={onClose}
      footer={
        <Button disabled={!isWhole} onClick={submit}>
          查看这张兑换券
        </Button>
      }
    >
      <Text className={styles.soft}>{`在 ${branch?.name ?? ""} 核销。请车主读出二维码下面的 12 位兑换码。`}</Text>
      <View className={styles.code}>
        <CodeInput label="兑换码" kind="voucher" value={code} focus onChange={setCode} />
      </View>
    </Sheet>
  );
}

function Today() {
  const today = useQuery(listMerchantRedemptions, { period: "today", limit: 1 }, { as: "clerk" });
  const totals = today.status === "ready" ? today.data.totals : null;
  return (
    <View className={styles.today}>
      <Card title="今天">
        <TotalsLine totals={totals} />
      </Card>
    </View>
  );
}
