import { getMerchant, listMerchants } from "@club/shared/merchants";
import { listServices } from "@club/shared/services";
import { Select } from "antd";
import { useEffect, useState } from "react";
import { useCall } from "../api/hooks";

type PickerProps = {
  value?: string | undefined;
  onChange?: (value: string | undefined) => void;
  placeholder?: string;
  width?: number | string;
  id?: string;
};

const PAUSE_MS = 250;

/** Finds a merchant by the beginning of its name. */
export function MerchantPicker({ value, onChange, placeholder = "商户", width = 200, id }: PickerProps) {
  const [typed, setTyped] = useState("");
  const sought = useSettled(typed);
  const found = useCall(
    listMerchants,
    { limit: 20, ...(sought && { nameStartsWith: sought }) },
    { keepPrevious: true },
  );
  const chosen = useCall(getMerchant, { merchantId: value ?? "" }, { enabled: value !== undefined });
  const options = (found.data?.items ?? []).map((item) => ({ value: item.id, label: item.name }));
  const current = chosen.data;
  if (current && !options.some((option) => option.value === current.id)) {
    options.unshift({ value: current.id, label: current.name });
  }
  return (
    <Select
      {...(id && { id })}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      aria-label={placeholder}
      placeholder={placeholder}
      style={{ width }}
      popupMatchSelectWidth={false}
      loading={found.isFetching}
      notFoundContent={found.isFetching ? "正在查找…" : "没有这个开头的商户，请核对名称的前几个字"}
      options={options}
      value={value ?? null}
      onChange={(next: string | null) => onChange?.(next ?? undefined)}
    />
  );
}

/** Chooses one of the club's services. */
export function ServicePicker({ value, onChange, placeholder = "服务", width = 136, id }: PickerProps) {
  const services = useCall(listServices, {});
  return (
    <Select
      {...(id && { id })}
      allowClear
      aria-label={placeholder}
      placeholder={placeholder}
      style={{ minWidth: width }}
      popupMatchSelectWidth={false}
      loading={services.isPending}
      options={(services.data?.items ?? []).map((service) => ({ value: service.id, label: service.name }))}
      value={value ?? null}
      onChange={(next: string | null) => onChange?.(next ?? undefined)}
    />
  );
}

/** What was typed, once nobody has typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
