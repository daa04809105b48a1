import { type GrantView, revokeGrant } from "@club/shared/giftpack-grants";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useRef, useState } from "react";
import { asApiError } from "../../api/errors";
import { useApi } from "../../api/hooks";
import { Reasoned } from "../../kit/Reasoned";

/** Takes back those of the chosen grants that nobody has claimed, one after the other. */
export function TakeBackGrants({ chosen, onDone }: { chosen: readonly GrantView[]; onDone: () => void }) {
  const api = useApi();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [isAsking, setAsking] = useState(false);
  /** Whether a grant was taken back, of those that an attempt has come to; the next one goes on behind one that broke off. */
  const ended = useRef(new Map<string, boolean>());
  const open = chosen.filter(({ status }) => status === "granted");
  const takeBack = async (grantId: string, reason: string): Promise<boolean> => {
    try {
      await api.call(revokeGrant, { grantId, reason });
      return true;
    } catch (failure) {
      if (asApiError(failure).code === "giftpacks.grant-not-open") return false;
      throw failure;
    }
  };
  const takeAll = async ({ reason }: { reason: string }) => {
    for (const { id } of open) {
      if (!ended.current.has(id)) ended.current.set(id, await takeBack(id, reason));
    }
    const late = open.filter(({ id }) => ended.current.get(id) === false).length;
    await queries.invalidateQueries();
    if (late === 0) message.success(`已收回 ${open.length} 个礼包`);
    else message.warning(`已收回 ${open.length - late} 个礼包，另有 ${late} 个刚刚被领取或已经结束，没有收回`);
    onDone();
  };
  return (
    <>
      <span>
        {open.length === chosen.length
          ? `已选 ${chosen.length} 个礼包`
          : `已选 ${chosen.length} 个礼包，其中 ${open.length} 个还没有领取，可以收回`}
      </span>
      <Button danger disabled={open.length === 0} onClick={() => setAsking(true)}>
        收回 {open.length} 个礼包…
      </Button>
      <Reasoned
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="收回礼包"
        consequence={[
          "会员不能再领取这些礼包",
          "已经领取的不受影响，要收回请到会员的兑换券里逐张收回",
          "收回后不能恢复，并且仍然占用会员的份数：每位会员限 1 份的礼包不能再赠送给这位会员",
        ]}
        confirmText={`收回 ${open.length} 个礼包`}
        isDangerous
        onConfirm={takeAll}
      />
    </>
  );
}
