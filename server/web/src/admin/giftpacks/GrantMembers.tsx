import { createGrantBatch } from "@club/shared/giftpack-batches";
import { grantGiftPack } from "@club/shared/giftpack-grants";
import type { GiftPackView } from "@club/shared/giftpacks";
import { searchMembers } from "@club/shared/member-admin";
import { isPhone, normalizePhone } from "@club/shared/phone";
import { Alert, App, Button, Form, Input, Modal, Table, Tabs, Upload } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { newKey, useApi, useAttempt } from "../../api/hooks";
import { useMay } from "../../app/me";
import { ErrorNote } from "../../kit/states";

const MOST_TYPED = 20;
const REASON_RULES = [{ required: true, whitespace: true, min: 2, max: 200, message: "请写明原因，2 至 200 个字" }];

type Props = { pack: GiftPackView; onClose: () => void };

/** Gives the pack to a few members by phone, or to many by a file that is first looked at row by row. */
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

type Row = { phone: string; outcome: string; isGranted: boolean };
type Typed = { phones: string; reason: string };

/** The phones of what was typed, one a line; what is no phone is told apart. */
export function phonesOf(text: string): { phones: string[]; wrong: string[] } {
  const lines = text.split(/[\s,，、;；]+/).filter((line) => line !== "");
  const phones = lines.map(normalizePhone);
  return {
    phones: [...new Set(phones.filter(isPhone))],
    wrong: lines.filter((_line, index) => !isPhone(phones[index] ?? "")),
  };
}

function GrantFew({ pack, onClose }: Props) {
  const api = useApi();
  const [rows, setRows] = useState<Row[] | null>(null);
  const { attempt, isBusy, error } = useAttempt();
  const [key] = useState(newKey);
  const grant = ({ phones, reason }: Typed) =>
    attempt(async () => {
      const found = new Map<string, string>();
      for (const phone of phonesOf(phones).phones) {
        const [member] = (await api.call(searchMembers, { phone })).items;
        if (member) found.set(phone, member.id);
      }
      const memberIds = [...found.values()];
      const answer =
        memberIds.length === 0
          ? { rows: [] }
          : await api.call(grantGiftPack, { packId: pack.id, memberIds, reason }, { key });
      const byMember = new Map(answer.rows.map((row) => [row.memberId, row.refusal]));
      setRows(phonesOf(phones).phones.map((phone) => rowOf(phone, found.get(phone), byMember)));
    });
  if (rows) return <Results rows={rows} onClose={onClose} />;
  return (
    <Form layout="vertical" requiredMark={false} onFinish={grant}>
      <Form.Item name="phones" label={`手机号（每行一个，最多 ${MOST_TYPED} 个）`} rules={[{ validator: checkPhones }]}>
        <Input.TextArea rows={5} autoFocus />
      </Form.Item>
      <Form.Item name="reason" label="原因（会留在审计记录里）" rules={REASON_RULES}>
        <Input.TextArea rows={2} maxLength={200} showCount />
      </Form.Item>
      {error ? <ErrorNote error={error} /> : null}
      <Button type="primary" htmlType="submit" loading={isBusy}>
        赠送
      </Button>
    </Form>
  );
}

async function checkPhones(_rule: unknown, text?: string): Promise<void> {
  const { phones, wrong } = phonesOf(text ?? "");
  if (wrong.length > 0) throw new Error(`不是手机号：${wrong.slice(0, 3).join("、")}`);
  if (phones.length === 0) throw new Error("请填写手机号");
  if (phones.length > MOST_TYPED) throw new Error(`一次最多 ${MOST_TYPED} 个，更多请上传文件`);
}

function rowOf(
  phone: string,
  memberId: string | undefined,
  refusals: ReadonlyMap<string, { title: string } | null>,
): Row {
  if (memberId === undefined) return { phone, outcome: "没有找到会员，请核对号码或请车主先注册", isGranted: false };
  const refusal = refusals.get(memberId) ?? null;
  return { phone, outcome: refusal ? refusal.title : "已赠送", isGranted: refusal === null };
}

function Results({ rows, onClose }: { rows: Row[]; onClose: () => void }) {
  const granted = rows.filter((row) => row.isGranted).length;
  return (
    <>
      <Alert
        type={granted === rows.length ? "success" : "warning"}
        showIcon
        title={`已赠送 ${granted} 位，没有赠送 ${rows.length - granted} 位`}
      />
      <Table<Row>
        size="small"
        rowKey="phone"
        dataSource={rows}
        pagination={false}
        columns={[
          { title: "手机号", dataIndex: "phone", className: "num" },
          { title: "结果", dataIndex: "outcome" },
        ]}
      />
      <Button type="primary" style={{ marginTop: 16 }} onClick={onClose}>
        完成
      </Button>
    </>
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
      <Form.Item name="reason" label="原因（会留在审计记录里）" rules={REASON_RULES}>
        <Input.TextArea rows={2} maxLength={200} showCount />
      </Form.Item>
      {error ? <ErrorNote error={error} /> : null}
      <Button type="primary" htmlType="submit" loading={isBusy} disabled={!file}>
        上传并先检查，不赠送
      </Button>
    </Form>
  );
}
