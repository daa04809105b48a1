import { formatPoints, points } from "@club/shared/points";
import {
  createEarningRule,
  type EarningRuleView,
  getPointsSettings,
  listStaffEarningRules,
  type PointsSettings,
  updatePointsSettings,
} from "@club/shared/points-rules";
import { App, Button, Form, InputNumber, Table } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useAction, useCall } from "../../api/hooks";
import { useMay, whoMay } from "../../app/me";
import { Facts, Page, Section } from "../../kit/Page";
import { Reasoned } from "../../kit/Reasoned";
import { contractRule } from "../../kit/rules";
import { EmptyState, Load } from "../../kit/states";
import { SIDEWAYS } from "../../kit/table/sideways";
import { Time } from "../../kit/values";
import { PointsPages } from "./PointsPages";
import { capsText, multipliersText, RuleState } from "./words";

/** 积分规则: what a member earns for which event, one rule an event. */
export function RulesPage() {
  const may = useMay();
  const rules = useCall(listStaffEarningRules, {});
  const settings = useCall(getPointsSettings, {});
  const note = may(createEarningRule) ? "从下一次获得积分起生效；旧版本都保留" : `${whoMay(createEarningRule)}可以修改`;
  return (
    <Page title="积分" note={note}>
      <PointsPages />
      <Section title="积分规则">
        <Load from={rules}>{({ items, missing }) => <Rules items={items} missing={missing} />}</Load>
      </Section>
      <Section title="人工调整的复核">
        <Load from={settings} rows={1}>
          {(found) => <Limit settings={found} />}
        </Load>
      </Section>
    </Page>
  );
}

type Missing = { event: string; eventName: string };

function Rules({ items, missing }: { items: EarningRuleView[]; missing: Missing[] }) {
  const may = useMay();
  const navigate = useNavigate();
  return (
    <>
      <Table<EarningRuleView>
        size="small"
        rowKey="event"
        dataSource={items}
        pagination={false}
        locale={{ emptyText: <EmptyState sentence="还没有积分规则。新建并打开后，会员做到就会得到积分。" /> }}
        {...SIDEWAYS}
        columns={[
          { title: "事件", render: (_value, row) => <Link to={`/points/rules/${row.event}`}>{row.eventName}</Link> },
          { title: "状态", render: (_value, row) => <RuleState isOn={row.isOn} /> },
          { title: "每次（积分）", align: "right", className: "num", dataIndex: "points" },
          { title: "等级倍数", render: (_value, row) => multipliersText(row.tierMultiplierBps) },
          { title: "上限（积分）", render: (_value, row) => capsText(row) },
          { title: "版本", align: "right", className: "num", dataIndex: "version" },
          { title: "修改时间", render: (_value, row) => <Time at={row.updatedAt} /> },
        ]}
      />
      {may(createEarningRule) && missing.length > 0 ? (
        <div className="row" style={{ marginTop: 12 }}>
          还没有规则的事件：
          {missing.map(({ event, eventName }) => (
            <Button key={event} onClick={() => navigate(`/points/rules/${event}/new`)}>
              新建：{eventName}
            </Button>
          ))}
        </div>
      ) : null}
    </>
  );
}

function Limit({ settings }: { settings: PointsSettings }) {
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  const { adjustmentLimitPoints, changedAt, changedBy } = settings;
  const change = changedAt === null ? [] : [{ label: "上次修改", value: <LastChange at={changedAt} by={changedBy} /> }];
  return (
    <>
      <Facts
        columns={1}
        items={[
          { label: "不用复核的上限", value: `一人一天增减合计不超过 ${formatPoints(adjustmentLimitPoints)}` },
          ...change,
        ]}
      />
      {may(updatePointsSettings) ? <Button onClick={() => setOpen(true)}>修改上限</Button> : null}
      {isOpen ? <EditLimit settings={settings} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function LastChange({ at, by }: { at: string; by: PointsSettings["changedBy"] }) {
  return (
    <>
      <Time at={at} /> {by?.name ?? ""}
    </>
  );
}

function EditLimit({ settings, onClose }: { settings: PointsSettings; onClose: () => void }) {
  const update = useAction(updatePointsSettings);
  const { message } = App.useApp();
  const { adjustmentLimitPoints, version } = settings;
  return (
    <Reasoned<{ adjustmentLimitPoints?: number | null }>
      isOpen
      onClose={onClose}
      title="修改复核上限"
      consequence={[
        `现在一人一天增减合计不超过 ${formatPoints(adjustmentLimitPoints)}的调整马上生效，更多的须由另一人复核`,
        "改完对新登记的调整生效，已经在等复核的不变",
        "调高的上限，您自己从明天起才能用；修改会记入操作日志",
      ]}
      confirmText="保存上限"
      initialValues={{ adjustmentLimitPoints }}
      onConfirm={async ({ adjustmentLimitPoints: typed, reason }) => {
        await update.mutateAsync({ adjustmentLimitPoints: typed ?? 0, baseVersion: version, reason });
        message.success("已保存");
      }}
    >
      <Form.Item
        name="adjustmentLimitPoints"
        label="一人一天合计不超过多少积分时不用复核（0 = 每笔都要复核）"
        rules={[{ required: true, message: "请填写上限" }, contractRule(points)]}
      >
        <InputNumber className="wide" min={0} precision={0} suffix="积分" />
      </Form.Item>
    </Reasoned>
  );
}
