import { checkAudit, listAudit } from "@club/shared/audit";
import { CITIES, PROVINCE_CODE } from "@club/shared/regions";
import { Button } from "antd";
import { useState } from "react";
import { useMay } from "../../app/me";
import { Page, Section } from "../../kit/Page";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Filter } from "../../kit/table/types";
import { ChainCheck } from "./ChainCheck";
import { AUDIT_COLUMNS } from "./columns";
import { StaffPicker } from "./StaffPicker";
import { ACTION_CHOICES, SUBJECT_CHOICES } from "./words";

const STREAMS = [
  { value: PROVINCE_CODE, label: "省级人员" },
  ...CITIES.map(({ code, name }) => ({ value: code, label: `${name}人员` })),
];
const FILTERS: readonly Filter[] = [
  {
    kind: "custom",
    name: "actorId",
    label: "谁",
    render: (value, change) => <StaffPicker value={value} onChange={change} />,
  },
  { kind: "choice", name: "action", label: "做了什么", choices: ACTION_CHOICES },
  { kind: "choice", name: "subjectKind", label: "对象类型", choices: SUBJECT_CHOICES },
  { kind: "text", name: "subjectId", label: "对象编号" },
  { kind: "days", from: "fromDay", to: "toDay", label: "日期" },
];

/** 审计: who did what, and whether the log itself is whole. */
export default function AuditSection() {
  const [isChecking, setChecking] = useState(false);
  const may = useMay();
  return (
    <Page
      title="审计"
      note="个人信息在写入时已脱敏；记录只增不改"
      actions={may(checkAudit) ? <Button onClick={() => setChecking(true)}>核对审计链</Button> : null}
    >
      {isChecking ? <ChainCheck streams={STREAMS} onClose={() => setChecking(false)} /> : null}
      <Section>
        <CursorTable
          id="audit"
          name="审计记录"
          endpoint={listAudit}
          columns={AUDIT_COLUMNS}
          filters={FILTERS}
          rowKey={(row) => row.id}
          empty={{ sentence: "还没有审计记录。修改、查看明文、发布、冲正等操作都会记在这里。" }}
        />
      </Section>
    </Page>
  );
}
