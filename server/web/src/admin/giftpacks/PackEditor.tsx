import {
  createGiftPack,
  createGiftPackVersion,
  type GiftPackView,
  getGiftPack,
  updateGiftPack,
} from "@club/shared/giftpacks";
import { Button, Form, Input } from "antd";
import type { ReactNode } from "react";
import { useNavigate, useParams } from "react-router";
import { useAction, useCall } from "../../api/hooks";
import { now } from "../../app/clock";
import { useMe } from "../../app/me";
import { Editor } from "../../kit/Editor";
import { Section } from "../../kit/Page";
import { EmptyState, Load } from "../../kit/states";
import { AudienceFields, BasicFields, ItemFields, LimitFields } from "./PackFields";
import { PackPreview } from "./PackPreview";
import { emptyPack, itemsOf, packInputOf, type TypedPack, termsOf, typedPack } from "./pack-form";

/** A new draft. */
export function NewPackPage() {
  const { cityCode } = useMe();
  const create = useAction(createGiftPack);
  const navigate = useNavigate();
  return (
    <PackForm
      title="新建礼包"
      back="/giftpacks"
      initial={emptyPack(cityCode, now())}
      saveText="保存草稿"
      onSave={async (typed) => {
        const { id } = await create.mutateAsync(packInputOf(typed));
        navigate(`/giftpacks/${id}`, { replace: true });
      }}
    />
  );
}

/** A draft that nobody has seen yet. */
export function EditPackPage() {
  const update = useAction(updateGiftPack);
  const navigate = useNavigate();
  return (
    <Loaded>
      {(pack) =>
        pack.status === "draft" ? (
          <PackForm
            title={`修改：${pack.name}`}
            back={`/giftpacks/${pack.id}`}
            initial={typedPack(pack)}
            saveText="保存草稿"
            onSave={async (typed) => {
              await update.mutateAsync({ packId: pack.id, ...packInputOf(typed) });
              navigate(`/giftpacks/${pack.id}`, { replace: true });
            }}
          />
        ) : (
          <EmptyState
            sentence="礼包已经发布，不能再改草稿。要换服务或须知，请新建版本。"
            action={<Button onClick={() => navigate(`/giftpacks/${pack.id}`)}>回到礼包</Button>}
          />
        )
      }
    </Loaded>
  );
}

type TypedVersion = TypedPack & { reason: string };

/** Other services for a published pack: who has been given the pack keeps what was promised. */
export function NewVersionPage() {
  const createVersion = useAction(createGiftPackVersion);
  const navigate = useNavigate();
  return (
    <Loaded>
      {(pack) => (
        <PackForm
          title={`新版本：${pack.name}`}
          note={`现在是第 ${pack.currentVersion} 版；已经赠送的仍按原来的版本领取`}
          back={`/giftpacks/${pack.id}`}
          initial={typedPack(pack)}
          saveText={`保存为第 ${pack.currentVersion + 1} 版`}
          isVersion
          onSave={async (typed) => {
            const { items, termsText, reason } = typed as TypedVersion;
            await createVersion.mutateAsync({
              packId: pack.id,
              baseVersion: pack.currentVersion,
              items: itemsOf(items),
              terms: termsOf(termsText),
              reason,
            });
            navigate(`/giftpacks/${pack.id}`, { replace: true });
          }}
        />
      )}
    </Loaded>
  );
}

function Loaded({ children }: { children: (pack: GiftPackView) => ReactNode }) {
  const { packId = "" } = useParams();
  return <Load from={useCall(getGiftPack, { packId })}>{children}</Load>;
}

type Props = {
  title: string;
  note?: string;
  back: string;
  initial: TypedPack;
  saveText: string;
  /** Only services and terms, and why. */
  isVersion?: boolean;
  onSave: (typed: TypedPack) => Promise<void>;
};

/** The fields of a pack; beside them what the member will see. */
export function PackForm({ isVersion = false, ...editor }: Props) {
  return (
    <Editor {...editor} preview={<PackPreview initial={editor.initial} />}>
      {isVersion ? null : <BasicFields />}
      {isVersion ? null : <AudienceFields />}
      <ItemFields />
      {isVersion ? <WhyField /> : <LimitFields />}
    </Editor>
  );
}

function WhyField() {
  return (
    <Section title="为什么换版本">
      <Form.Item
        name="reason"
        label="原因（会留在审计记录里）"
        rules={[{ required: true, whitespace: true, min: 2, max: 200, message: "请写明原因，2 至 200 个字" }]}
      >
        <Input.TextArea rows={2} maxLength={200} showCount />
      </Form.Item>
    </Section>
  );
}
