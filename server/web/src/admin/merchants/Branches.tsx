import { type BranchDto, createBranch, updateBranch } from "@club/shared/merchant-branches";
import type { MerchantDto } from "@club/shared/merchants";
import { listServices } from "@club/shared/services";
import { Button, Table } from "antd";
import { useState } from "react";
import { useCall } from "../../api/hooks";
import { useMay } from "../../app/me";
import { EmptyState } from "../../kit/states";
import { ACTION_COLUMN, SIDEWAYS } from "../../kit/table/sideways";
import { StateTag } from "../../kit/values";
import { BranchMap } from "./BranchMap";
import { EditBranch } from "./EditBranch";

/** The branches on the map and in a table; both open the same form. */
export function Branches({ merchant }: { merchant: MerchantDto }) {
  const may = useMay();
  const services = useCall(listServices, {});
  const [edited, setEdited] = useState<BranchDto | "new" | null>(null);
  const canEdit = may(updateBranch) && merchant.status !== "closed";
  const names = new Map((services.data?.items ?? []).map((service) => [service.id, service.name]));
  const add = may(createBranch) && canEdit ? <Button onClick={() => setEdited("new")}>登记门店</Button> : null;
  return (
    <>
      {merchant.branches.length === 0 ? (
        <EmptyState sentence="还没有门店。审核通过前至少要登记一家门店。" action={add} />
      ) : (
        <div className="map-and-table">
          <BranchMap branches={merchant.branches} {...(canEdit && { onOpen: setEdited })} />
          <div>
            {add}
            <Table<BranchDto>
              style={{ marginTop: 12 }}
              size="small"
              rowKey="id"
              dataSource={merchant.branches}
              pagination={false}
              {...SIDEWAYS}
              columns={[
                { title: "编号", render: (_value, _row, index) => index + 1 },
                { title: "门店", dataIndex: "name" },
                { title: "地址", dataIndex: "address" },
                { title: "电话", render: (_value, row) => row.phone ?? "—" },
                { title: "营业时间", render: (_value, row) => row.openingHours ?? "—" },
                { title: "服务", render: (_value, row) => row.serviceIds.map((id) => names.get(id) ?? id).join("、") },
                {
                  title: "状态",
                  render: (_value, row) => (
                    <StateTag text={row.isActive ? "营业" : "停业"} tone={row.isActive ? "done" : "quiet"} />
                  ),
                },
                ...(canEdit
                  ? [
                      {
                        ...ACTION_COLUMN,
                        render: (_value: unknown, row: BranchDto) => (
                          <Button type="link" aria-label={`修改${row.name}`} onClick={() => setEdited(row)}>
                            修改
                          </Button>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          </div>
        </div>
      )}
      {edited ? (
        <EditBranch merchant={merchant} branch={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      ) : null}
    </>
  );
}
