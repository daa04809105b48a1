import {
  importDrivingRestriction,
  importHolidayYear,
  listDrivingRestrictions,
  listHolidayYears,
} from "@club/shared/reminders-data";
import { shanghaiDay } from "@club/shared/time";
import { Alert, Button, Form, Input, Radio, Upload } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useCall } from "../../api/hooks";
import { now } from "../../app/clock";
import { useMay, whoMay } from "../../app/me";
import { Page, Section } from "../../kit/Page";
import { Load, NoRight } from "../../kit/states";
import { ImportRows } from "./ImportRows";
import { dryRun, type ImportKind, type ImportRow, type Known } from "./import-data";

const KINDS: readonly { value: ImportKind; label: string }[] = [
  { value: "restrictions", label: "限行数据" },
  { value: "holidays", label: "节假日安排" },
];

/** Imports restrictions or holidays: first a look at every row, then what is right is saved, one by one. */
export function ImportPage() {
  const may = useMay();
  const [params, setParams] = useSearchParams();
  const kind: ImportKind = params.get("kind") === "holidays" ? "holidays" : "restrictions";
  if (!may(importDrivingRestriction) || !may(importHolidayYear)) return <NoRight who={whoMay(importHolidayYear)} />;
  return (
    <Page title="导入限行和节假日" note="先试读，逐条核对后再保存" back="/reminders/data">
      <Section>
        <Radio.Group
          aria-label="导入什么"
          optionType="button"
          options={[...KINDS]}
          value={kind}
          onChange={(event) => setParams({ kind: String(event.target.value) }, { replace: true })}
        />
      </Section>
      {kind === "restrictions" ? <Restrictions key={kind} /> : <Holidays key={kind} />}
    </Page>
  );
}

function Restrictions() {
  const list = useCall(listDrivingRestrictions, {});
  return (
    <Load from={list}>
      {({ items }) => (
        <Reader
          kind="restrictions"
          known={
            new Map(
              items.map(({ cityCode, version, validThrough, isVerified }) => [
                cityCode,
                { version, until: validThrough, isVerified },
              ]),
            )
          }
        />
      )}
    </Load>
  );
}

function Holidays() {
  const list = useCall(listHolidayYears, {});
  return (
    <Load from={list}>
      {({ items }) => (
        <Reader
          kind="holidays"
          known={
            new Map(
              items.map(({ year, version, isPublished }) => [
                String(year),
                { version, until: `${year}-12-31`, isVerified: isPublished },
              ]),
            )
          }
        />
      )}
    </Load>
  );
}

type Read = { rows: ImportRow[] } | { fault: string };

function Reader({ kind, known }: { kind: ImportKind; known: Known }) {
  const [text, setText] = useState("");
  const [read, setRead] = useState<Read | null>(null);
  const change = (typed: string) => {
    setText(typed);
    setRead(null);
  };
  const look = () => {
    try {
      setRead({ rows: dryRun(text, { kind, known, today: shanghaiDay(now()) }) });
    } catch (failure) {
      setRead({ fault: failure instanceof Error ? failure.message : String(failure) });
    }
  };
  return (
    <>
      <Section title="第一步：粘贴或选择文件">
        <Form layout="vertical">
          <Form.Item label="JSON 内容（格式与「导出 JSON」的文件相同）" htmlFor="import-text">
            <Input.TextArea
              id="import-text"
              rows={8}
              value={text}
              onChange={(event) => change(event.target.value)}
              style={{ fontFamily: "monospace" }}
            />
          </Form.Item>
        </Form>
        <div className="row">
          <Upload
            accept=".json,application/json"
            showUploadList={false}
            beforeUpload={(file) => {
              void file.text().then(change);
              return false;
            }}
          >
            <Button>选择文件…</Button>
          </Upload>
          <Button type="primary" disabled={text.trim() === ""} onClick={look}>
            试读
          </Button>
        </div>
      </Section>
      {read && "fault" in read ? <Alert type="error" showIcon title="没有读懂" description={read.fault} /> : null}
      {read && "rows" in read ? <ImportRows rows={read.rows} /> : null}
    </>
  );
}
