import {
  createGiftPackVersion,
  endGiftPack,
  type GiftPackView,
  pauseGiftPack,
  publishGiftPack,
  topUpGiftPack,
  updateGiftPack,
} from "@club/shared/giftpacks";
import { App, Button, Form, InputNumber } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useAction } from "../../api/hooks";
import { useMay } from "../../app/me";
import { MoneyInput } from "../../kit/fields";
import { Reasoned } from "../../kit/Reasoned";
import { countText } from "../../kit/values";

type Open = "publish" | "pause" | "end" | "top-up" | null;

/** What the pack's state and the caller's rights allow. */
export function PackActions({ pack }: { pack: GiftPackView }) {
  const may = useMay();
  const navigate = useNavigate();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const { status } = pack;
  const isOpen = status === "published" || status === "paused";
  return (
    <>
      {may(updateGiftPack) && status === "draft" ? (
        <Button onClick={() => navigate(`/giftpacks/${pack.id}/edit`)}>修改草稿</Button>
      ) : null}
      {may(createGiftPackVersion) && isOpen ? (
        <Button onClick={() => navigate(`/giftpacks/${pack.id}/new-version`)}>新建版本</Button>
      ) : null}
      {may(topUpGiftPack) && isOpen && (pack.stockTotal !== null || pack.budgetFen !== null) ? (
        <Button onClick={() => setOpen("top-up")}>补充</Button>
      ) : null}
      {may(endGiftPack) && status !== "ended" ? (
        <Button danger onClick={() => setOpen("end")}>
          结束
        </Button>
      ) : null}
      {may(pauseGiftPack) && status === "published" ? <Button onClick={() => setOpen("pause")}>暂停</Button> : null}
      {may(publishGiftPack) && (status === "draft" || status === "paused") ? (
        <Button type={status === "draft" ? "primary" : "default"} onClick={() => setOpen("publish")}>
          {status === "draft" ? "发布" : "恢复发放"}
        </Button>
      ) : null}
      <Publish pack={pack} isOpen={open === "publish"} onClose={close} />
      <Pause pack={pack} isOpen={open === "pause"} onClose={close} />
      <End pack={pack} isOpen={open === "end"} onClose={close} />
      <TopUp pack={pack} isOpen={open === "top-up"} onClose={close} />
    </>
  );
}

type Props = { pack: GiftPackView; isOpen: boolean; onClose: () => void };

function Publish({ pack, isOpen, onClose }: Props) {
  const publish = useAction(publishGiftPack);
  const { message } = App.useApp();
  const isDraft = pack.status === "draft";
  return (
    <Reasoned
      isOpen={isOpen}
      onClose={onClose}
      title={isDraft ? `发布：${pack.name}` : `恢复发放：${pack.name}`}
      consequence={[
        pack.trigger === "registration" ? "此后注册的会员会自动得到这个礼包" : "符合条件的会员可以得到并领取这个礼包",
        "发布后适用人群、时间和限额不能再改；内容可以新建版本",
      ]}
      confirmText={isDraft ? "发布礼包" : "恢复发放"}
      reason="none"
      onConfirm={async () => {
        await publish.mutateAsync({ packId: pack.id });
        message.success(isDraft ? "已发布" : "已恢复");
      }}
    />
  );
}

function Pause({ pack, isOpen, onClose }: Props) {
  const pause = useAction(pauseGiftPack);
  const { message } = App.useApp();
  return (
    <Reasoned
      isOpen={isOpen}
      onClose={onClose}
      title={`暂停：${pack.name}`}
      consequence={["会员暂时不能领取，已领取的券照常使用", "随时可以恢复"]}
      confirmText="暂停发放"
      onConfirm={async ({ reason }) => {
        await pause.mutateAsync({ packId: pack.id, reason });
        message.success("已暂停");
      }}
    />
  );
}

function End({ pack, isOpen, onClose }: Props) {
  const end = useAction(endGiftPack);
  const { message } = App.useApp();
  return (
    <Reasoned
      isOpen={isOpen}
      onClose={onClose}
      title={`结束：${pack.name}`}
      consequence={["还没有领取的会员不能再领取", "已领取的券照常使用", "结束后不能恢复"]}
      confirmText="结束礼包"
      isDangerous
      onConfirm={async ({ reason }) => {
        await end.mutateAsync({ packId: pack.id, reason });
        message.success("已结束");
      }}
    />
  );
}

type TypedTopUp = { stockCount?: number | null; budgetFen?: number };

function TopUp({ pack, isOpen, onClose }: Props) {
  const topUp = useAction(topUpGiftPack);
  const { message } = App.useApp();
  return (
    <Reasoned<TypedTopUp>
      isOpen={isOpen}
      onClose={onClose}
      title={`补充：${pack.name}`}
      consequence={["在现在剩余的基础上增加，马上生效", "只能增加，不能减少"]}
      confirmText="补充"
      onConfirm={async ({ stockCount, budgetFen, reason }) => {
        await topUp.mutateAsync({
          packId: pack.id,
          ...(stockCount && { stockCount }),
          ...(budgetFen && { budgetFen }),
          reason,
        });
        message.success("已补充");
      }}
    >
      {pack.stockTotal === null ? null : (
        <Form.Item name="stockCount" label={`增加份数（现在还剩 ${countText(pack.stockLeft ?? 0)} 份）`}>
          <InputNumber className="wide" min={1} max={10_000_000} precision={0} suffix="份" />
        </Form.Item>
      )}
      {pack.budgetFen === null ? null : (
        <Form.Item name="budgetFen" label="增加预算（元）">
          <MoneyInput />
        </Form.Item>
      )}
    </Reasoned>
  );
}
