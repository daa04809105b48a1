import { listStaff, type StaffAccount } from "@club/shared/staff";
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import type { Api } from "../../api/client";
import { useApi } from "../../api/hooks";

type Props = { value: string | undefined; onChange: (value: string | undefined) => void };

/** Chooses somebody of the club, by name or login name: all whom the caller may see, read when they are needed. */
export function StaffPicker({ value, onChange }: Props) {
  const api = useApi();
  const [wasOpened, setOpened] = useState(false);
  const staff = useQuery({
    queryKey: [listStaff.name, "all"],
    queryFn: ({ signal }) => readAll(api, signal),
    enabled: wasOpened || value !== undefined,
  });
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      aria-label="谁"
      placeholder="谁"
      style={{ minWidth: 136 }}
      popupMatchSelectWidth={false}
      loading={staff.isFetching}
      notFoundContent={NOT_FOUND[staff.status]}
      options={(staff.data ?? []).map(({ id, name, loginName }) => ({ value: id, label: `${name} ${loginName}` }))}
      value={value ?? null}
      onOpenChange={(isOpen) => {
        if (isOpen) setOpened(true);
        if (isOpen && staff.isError) void staff.refetch();
      }}
      onChange={(next: string | null) => onChange(next ?? undefined)}
    />
  );
}

const NOT_FOUND = {
  pending: "正在读取名单…",
  error: "名单没有读到，请收起后再打开",
  success: "没有这个人，请核对姓名或登录名",
} as const;

/** Accounts are a few hundred: some pages. */
async function readAll(api: Api, signal: AbortSignal): Promise<StaffAccount[]> {
  const all: StaffAccount[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: StaffAccount[]; nextCursor: string | null } = await api.call(
      listStaff,
      { limit: 100, ...(cursor !== null && { cursor }) },
      { signal },
    );
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
}
