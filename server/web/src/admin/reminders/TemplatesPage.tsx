import { listReminderTemplates, type ReminderTemplateView, saveReminderTemplate } from "@club/shared/reminders-admin";
import { Table } from "antd";
import { Link } from "react-router";
import { useCall } from "../../api/hooks";
import { useMay, whoMay } from "../../app/me";
import { Section } from "../../kit/Page";
import { Load } from "../../kit/states";
import { SIDEWAYS } from "../../kit/table/sideways";
import { StateTag, Time } from "../../kit/values";
import { Frame } from "./Frame";
import { channelTexts, versionText } from "./words";

/** The texts of every kind, before and after its day. */
export function TemplatesPage() {
  const may = useMay();
  const templates = useCall(listReminderTemplates, {});
  return (
    <Frame note={may(saveReminderTemplate) ? "修改从下一次发送起生效" : `${whoMay(saveReminderTemplate)}可以修改`}>
      <Section>
        <Load from={templates} rows={10}>
          {({ items }) => <TemplateTable rows={items} />}
        </Load>
      </Section>
    </Frame>
  );
}

function TemplateTable({ rows }: { rows: ReminderTemplateView[] }) {
  return (
    <Table<ReminderTemplateView>
      size="small"
      sticky
      rowKey={(row) => `${row.kind}${row.phase}`}
      dataSource={rows}
      pagination={false}
      {...SIDEWAYS}
      columns={[
        {
          title: "类型",
          fixed: "left",
          render: (_value, row) => (
            <Link to={`/reminders/templates/${row.kind}/${row.phase}`}>{`${row.kindName} · ${row.phaseName}`}</Link>
          ),
        },
        { title: "标题", dataIndex: "title" },
        {
          title: "正文",
          render: (_value, row) => <div style={{ maxWidth: 440, whiteSpace: "normal" }}>{row.body}</div>,
        },
        { title: "渠道", render: (_value, row) => <Channels template={row} /> },
        { title: "版本", render: (_value, row) => versionText(row.version) },
        { title: "修改时间", render: (_value, row) => <Time at={row.updatedAt} /> },
      ]}
    />
  );
}

function Channels({ template }: { template: ReminderTemplateView }) {
  return (
    <span className="row" style={{ gap: 4 }}>
      {channelTexts(template).map(({ name, text, isReady }) => (
        <StateTag key={name} text={text} tone={isReady ? "quiet" : "waiting"} />
      ))}
    </span>
  );
}
