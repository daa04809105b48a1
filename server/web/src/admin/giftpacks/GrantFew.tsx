import { grantGiftPack, previewGiftPack } from "@club/shared/giftpack-grants";
import type { GiftPackView } from "@club/shared/giftpacks";
import { searchMembers } from "@club/shared/member-admin";
import { MEMBER_TIER_NAMES, type MemberView } from "@club/shared/members";
import { isPhone, normalizePhone } from "@club/shared/phone";
import { cityName } from "@club/shared/regions";
import { Alert, Button, Form, Input, Table } from "antd";
import { useState } from "react";
import type { Api } from "../../api/client";
import { newKey, useApi, useAttempt } from "../../api/hooks";
import { ReasonField } from "../../kit/Reasoned";
import { ErrorNote } from "../../kit/states";

const MOST_TYPED = 20;

type Typed = { phones: string; reason: string };
/** One phone: who it is, whether the pack may be given or was given, and what to say of it. */
type Row = { phone: string; member: MemberView | null; isGood: boolean; text: string };
/** What was typed, looked at; its key makes the giving happen once. */
type Looked = { typed: Typed; rows: Row[]; key: string };
type Props = { pack: GiftPackView; onClose: () => void };

/** The phones of what was typed, one a line; what is no phone is told apart. */
export function phonesOf(text: string): { phones: string[]; wrong: string[] } {
  const lines = text.split(/[\s,，、;；]+/).filter((line) => line !== "");
  const phones = lines.map(normalizePhone);
  return {
    phones: [...new Set(phones.filter(isPhone))],
    wrong: lines.filter((_line, index) => !isPhone(phones[index] ?? "")),
  };
}

/** Gives the pack to a few members: typed, looked at, given. */
export function GrantFew({ pack, onClose }: Props) {
  const [typed, setTyped] = useState<Typed | null>(null);
  const [looked, setLooked] = useState<Looked | null>(null);
  const [given, setGiven] = useState<Row[] | null>(null);
  if (given) return <Given rows={given} onClose={onClose} />;
  if (looked) return <Check pack={pack} looked={looked} onBack={() => setLooked(null)} onGiven={setGiven} />;
  return (
    <TypePhones
      packId={pack.id}
      typed={typed}
      onLooked={(now) => {
        setTyped(now.typed);
        setLooked(now);
      }}
    />
  );
}

type TypeProps = { packId: string; typed: Typed | null; onLooked: (looked: Looked) => void };

function TypePhones({ packId, typed, onLooked }: TypeProps) {
  const api = useApi();
  const { attempt, isBusy, error } = useAttempt();
  const look = (now: Typed) =>
    attempt(async () => {
      const rows: Row[] = [];
      for (const phone of phonesOf(now.phones).phones) rows.push(await lookAt(api, packId, phone));
      onLooked({ typed: now, rows, key: newKey() });
    });
  return (
    <Form layout="vertical" requiredMark={false} onFinish={look} {...(typed && { initialValues: typed })}>
      <Form.Item name="phones" label={`手机号（每行一个，最多 ${MOST_TYPED} 个）`} rules={[{ validator: checkPhones }]}>
        <Input.TextArea rows={5} autoFocus />
      </Form.Item>
      <ReasonField />
      {error ? <ErrorNote error={error} /> : null}
      <Button type="primary" htmlType="submit" loading={isBusy}>
        先核对会员，不赠送
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

/** Who is behind a phone, and whether the pack may be given to them. Changes nothing. @throws ApiError */
async function lookAt(api: Api, packId: string, phone: string): Promise<Row> {
  const [member] = (await api.call(searchMembers, { phone })).items;
  if (!member) return { phone, member: null, isGood: false, text: "没有找到会员，请核对号码或请车主先注册" };
  const { whyNotGrant, reasons } = await api.call(previewGiftPack, { packId, memberId: member.id });
  if (whyNotGrant) return { phone, member, isGood: false, text: whyNotGrant.title };
  // Giving is not claiming: before the opening or while the stock is gone the member gets it and waits.
  const [wait] = reasons;
  return { phone, member, isGood: true, text: wait ? `可以赠送，但现在还不能领取：${wait.title}` : "可以赠送" };
}

type CheckProps = { pack: GiftPackView; looked: Looked; onBack: () => void; onGiven: (rows: Row[]) => void };

function Check({ pack, looked, onBack, onGiven }: CheckProps) {
  const api = useApi();
  const { attempt, isBusy, error } = useAttempt();
  const { rows, typed, key } = looked;
  const memberIds = rows.flatMap(({ member, isGood }) => (member && isGood ? [member.id] : []));
  const give = () =>
    attempt(async () => {
      const input = { packId: pack.id, memberIds, reason: typed.reason };
      const answer = await api.call(grantGiftPack, input, { key });
      const refusals = new Map(answer.rows.map((row) => [row.memberId, row.refusal]));
      onGiven(rows.map((row) => (row.isGood ? givenRow(row, refusals) : row)));
    });
  return (
    <>
      <Alert
        type={memberIds.length === rows.length ? "info" : "warning"}
        showIcon
        title={
          memberIds.length === 0
            ? "没有可以赠送的会员，请按每行的原因修改手机号"
            : `${memberIds.length} 位可以赠送，${rows.length - memberIds.length} 位不能；还没有赠送`
        }
      />
      <RowTable rows={rows} />
      {error ? <ErrorNote error={error} /> : null}
      <div className="row" style={{ marginTop: 16 }}>
        {memberIds.length > 0 ? (
          <Button type="primary" loading={isBusy} onClick={give}>
            赠送给 {memberIds.length} 位会员
          </Button>
        ) : null}
        <Button disabled={isBusy} onClick={onBack}>
          返回修改
        </Button>
      </div>
    </>
  );
}

/** What became of a row that looked good: things may have changed since. */
function givenRow(row: Row, refusals: ReadonlyMap<string, { title: string } | null>): Row {
  const refusal = refusals.get(row.member?.id ?? "") ?? null;
  return { ...row, isGood: refusal === null, text: refusal ? refusal.title : "已赠送" };
}

function Given({ rows, onClose }: { rows: Row[]; onClose: () => void }) {
  const count = rows.filter((row) => row.isGood).length;
  return (
    <>
      <Alert
        type={count === rows.length ? "success" : "warning"}
        showIcon
        title={`已赠送 ${count} 位，没有赠送 ${rows.length - count} 位`}
      />
      <RowTable rows={rows} />
      <Button type="primary" style={{ marginTop: 16 }} onClick={onClose}>
        完成
      </Button>
    </>
  );
}

function RowTable({ rows }: { rows: Row[] }) {
  return (
    <Table<Row>
      size="small"
      rowKey="phone"
      dataSource={rows}
      pagination={false}
      columns={[
        { title: "手机号", dataIndex: "phone", className: "num" },
        { title: "会员", render: (_value, { member }) => (member ? memberText(member) : "—") },
        { title: "结果", dataIndex: "text" },
      ]}
    />
  );
}

function memberText({ name, tier, cityCode }: MemberView): string {
  return [name ?? "没有实名", MEMBER_TIER_NAMES[tier], cityName(cityCode)].join(" · ");
}
