import type { PlateBinding, SERVICE_CATEGORIES, ServiceRules } from "@club/shared/services";
import { Schema } from "mongoose";
import { model } from "../../platform/db";

/** One service product of the catalogue; `_id` is its stable key ("car-wash"). */
export type Service = {
  _id: string;
  name: string;
  category: (typeof SERVICE_CATEGORIES)[number];
  icon: string;
  description: string;
  terms: string[];
  standardPriceFen: number;
  plateBinding: PlateBinding;
  rules: ServiceRules;
  isActive: boolean;
  sortOrder: number;
  createdAt: Date;
  updatedAt: Date;
};

const text = { type: String, required: true } as const;
const yesNo = { type: Boolean, required: true } as const;

const schema = new Schema<Service>({
  _id: text,
  name: text,
  category: text,
  icon: text,
  description: text,
  terms: { type: [String], required: true },
  standardPriceFen: { type: Number, required: true },
  plateBinding: text,
  rules: {
    cityMustMatch: yesNo,
    maxDistanceMeters: { type: Number, default: null },
    plateConfirm: yesNo,
    photo: yesNo,
    oncePer: text,
    refuseMerchantPhone: yesNo,
  },
  isActive: yesNo,
  sortOrder: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});

/**
 * Catalogue of service products: a dozen documents, read whole into the process's cache.
 * Shard key: _id. Queries: all (cache), one by _id (update).
 */
export const Services = model<Service>("services", schema);
