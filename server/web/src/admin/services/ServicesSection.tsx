import { formatFen } from "@club/shared/money";
import { listStaffServices, SERVICE_CATEGORY_NAMES, type StaffServiceView, updateService } from "@club/shared/services";
import { Button, Table } from "antd";
import { useState } from "react";
import { useCall } from "../../api/hooks";
import { useMay, whoMay } from "../../app/me";
import { Page, Section } from "../../kit/Page";
import { Load } from "../../kit/states";
import { ACTION_COLUMN, SIDEWAYS } from "../../kit/table/sideways";
import { StateTag, Time } from "../../kit/values";
import { EditService } from "./EditService";
import { ruleLines } from "./words";

/** 服务项目: the catalogue with the rules a redemption must keep. */
export default function ServicesSection() {
  const services = useCall(listStaffServices, {});
  const may = useMay();
  const [edited, setEdited] = useState<StaffServiceView | null>(null);
  const canEdit = may(updateService);
  return (
    <Page
      title="服务项目"
      note={canEdit ? "修改对以后的核销生效，已发的券和已有的核销不变" : `${whoMay(updateService)}可以修改`}
    >
      <Section>
        <Load from={services}>{({ items }) => <ServiceTable rows={items} onEdit={canEdit ? setEdited : null} />}</Load>
      </Section>
      {edited ? <EditService service={edited} onClose={() => setEdited(null)} /> : null}
    </Page>
  );
}

type TableProps = { rows: StaffServiceView[]; onEdit: ((row: StaffServiceView) => void) | null };

function ServiceTable({ rows, onEdit }: TableProps) {
  return (
    <Table<StaffServiceView>
      size="small"
      rowKey="id"
      sticky
      dataSource={rows}
      pagination={false}
      {...SIDEWAYS}
      columns={[
        { title: "服务", fixed: "left", dataIndex: "name" },
        { title: "类别", render: (_value, row) => SERVICE_CATEGORY_NAMES[row.category] },
        {
          title: "状态",
          render: (_value, row) => (
            <StateTag text={row.isActive ? "开放" : "已停用"} tone={row.isActive ? "done" : "quiet"} />
          ),
        },
        {
          title: "标准价（元）",
          align: "right",
          className: "num",
          render: (_value, row) => formatFen(row.standardPriceFen),
        },
        { title: "车牌", render: (_value, row) => (row.plateBinding === "required" ? "须绑定" : "不绑定") },
        { title: "核销规则", render: (_value, row) => ruleLines(row.rules).join("；") || "没有限制" },
        { title: "修改时间", render: (_value, row) => <Time at={row.updatedAt} /> },
        ...(onEdit
          ? [
              {
                ...ACTION_COLUMN,
                render: (_value: unknown, row: StaffServiceView) => (
                  <Button type="link" onClick={() => onEdit(row)} aria-label={`修改${row.name}`}>
                    修改
                  </Button>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
