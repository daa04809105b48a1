import { createGrantBatch } from "@club/shared/giftpack-batches";
import type { GiftPackView } from "@club/shared/giftpacks";
import { App, Button, Form, Modal, Tabs, Upload } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { newKey, useApi, useAttempt } from "../../api/hooks";
import { useMay } from "../../app/me";
import { ReasonField } from "../../kit/Reasoned";
import { ErrorNote } from "../../kit/states";
import { GrantFew } from "./GrantFew";

type Props = { pack: GiftPackView; onClose: () => void };

/** Gives the pack to a few members by phone, or to many by a file; who gets it is looked at first either way. */
export function GrantMembers({ pack, onClose }: Props) {
  const may = useMay();
  const tabs = [
    { key: "few", label: "填写手机号", children: <GrantFew pack={pack} onClose={onClose} /> },
    ...(may(createGrantBatch) && pack.trigger === "manual"
      ? [{ key: "file", label: "上传手机号文件", children: <GrantFile pack={pack} onClose={onClose} /> }]
      : []),
  ];
  return (
    <Modal open title={`赠送：${pack.name}`} footer={null} onCancel={onClose} width={640} destroyOnHidden>
      <Tabs items={tabs} />
    </Modal>
  );
}

/** The file is stored and checked first; nothing is given before somebody has seen the result. */
function GrantFile({ pack, onClose }: Props) {
  const api = useApi();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [file, setFile] = useState<File | null>(null);
  const { attempt, isBusy, error } = useAttempt();
  const [batchId] = useState(newKey);
  const send = async ({ reason }: { reason: string }) => {
    if (!file) return message.warning("请先选择文件");
    await attempt(async () => {
      await api.upload(createGrantBatch, { packId: pack.id, batchId, reason }, new Blob([file], { type: "text/csv" }));
      onClose();
      navigate(`/giftpacks/${pack.id}/batches/${batchId}`);
    });
  };
  return (
    <Form layout="vertical" requiredMark={false} onFinish={(typed: { reason: string }) => void send(typed)}>
      <Form.Item label="手机号文件（CSV 或文本，每行一个手机号，最多 20,000 行）">
        <Upload.Dragger
          accept=".csv,.txt,text/csv,text/plain"
          maxCount={1}
          beforeUpload={(chosen) => {
            setFile(chosen);
            return false;
          }}
          onRemove={() => setFile(null)}
        >
          点这里选择文件，或把文件拖进来
        </Upload.Dragger>
      </Form.Item>
      <ReasonField />
      {error ? <ErrorNote error={error} /> : null}
      <Button type="primary" htmlType="submit" loading={isBusy} disabled={!file}>
        上传并先检查，不赠送
      </Button>
    </Form>
  );
}
