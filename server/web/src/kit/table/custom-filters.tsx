import { MerchantPicker, ServicePicker } from "../Pickers";
import type { Filter } from "./types";

/** Filters that several lists have. */
export const MERCHANT_FILTER: Filter = {
  kind: "custom",
  name: "merchantId",
  label: "商户",
  render: (value, change) => <MerchantPicker value={value} onChange={change} />,
};
export const SERVICE_FILTER: Filter = {
  kind: "custom",
  name: "serviceId",
  label: "服务",
  render: (value, change) => <ServicePicker value={value} onChange={change} />,
};
