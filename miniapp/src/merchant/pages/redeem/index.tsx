import { replace } from "../../../lib/nav";
import { Empty } from "../../../ui/empty";
import { ErrorState } from "../../../ui/error-state";
import { Page } from "../../../ui/page";
import { Skeleton } from "../../../ui/skeleton";
import { type Presented, presented } from "../../lib/presented";
import { useRedeem } from "../../lib/use-redeem";
import { ConfirmForm } from "./confirm-form";
import { Done } from "./done";
import { Refused } from "./refused";

/** From a code to a receipt: what it is, why not or what is needed, confirm, done. */
export default function RedeemPage() {
  const what = presented();
  if (what !== null) return <Redeem what={what} />;
  return (
    <Page>
      <Empty
        art="ticket"
        title="还没有扫描兑换券"
        note="请回到工作台，扫描车主的二维码或输入兑换码。"
        action={{ text: "回到工作台", onClick: () => replace("clerkHome") }}
      />
    </Page>
  );
}

function Redeem({ what }: { what: Presented }) {
  const redeeming = useRedeem(what);
  const { preview, receipt, lookError, look } = redeeming;
  if (receipt !== null) return <Done receipt={receipt} />;
  if (lookError !== null) {
    return (
      <Page>
        <ErrorState error={lookError} onRetry={look} />
      </Page>
    );
  }
  if (preview === null) {
    return (
      <Page>
        <Skeleton kind="page" />
      </Page>
    );
  }
  return preview.ticket === null ? (
    <Refused preview={preview} branchName={what.branchName} onLookAgain={look} />
  ) : (
    <ConfirmForm preview={preview} branchName={what.branchName} redeeming={redeeming} />
  );
}
