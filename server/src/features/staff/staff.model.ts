import type { StaffAccount, StaffStatus } from "@club/shared/staff";
import { Schema } from "mongoose";
import type { StaffRole } from "../../platform/context";
import { model } from "../../platform/db";

/**
 * Work accounts of the club: a few thousand documents, so the collection is never sharded and a unique index is enough for the
 * login name. Indexes: loginName (sign-in); the list, newest first, for the province and for one city.
 */
export type StaffDoc = {
  _id: string;
  /** Lower case. */
  loginName: string;
  name: string;
  role: StaffRole;
  /** null = the whole province. */
  cityCode: string | null;
  status: StaffStatus;
  passwordHash: string;
  /** Grows with every password, so that a token to change the one before is worthless. */
  passwordVersion: number;
  mustChangePassword: boolean;
  lastLoginAt: Date | null;
  createdAt: Date;
  createdBy: string;
  updatedAt: Date;
};

const schema = new Schema<StaffDoc>({
  _id: { type: String, required: true },
  loginName: { type: String, required: true },
  name: { type: String, required: true },
  role: { type: String, required: true },
  cityCode: { type: String, default: null },
  status: { type: String, required: true },
  passwordHash: { type: String, required: true },
  passwordVersion: { type: Number, required: true },
  mustChangePassword: { type: Boolean, required: true },
  lastLoginAt: { type: Date, default: null },
  createdAt: { type: Date, required: true },
  createdBy: { type: String, required: true },
  updatedAt: { type: Date, required: true },
});
schema.index({ loginName: 1 }, { unique: true });
schema.index({ createdAt: -1, _id: -1 });
schema.index({ cityCode: 1, createdAt: -1, _id: -1 });
export const Staff = model<StaffDoc>("staff", schema);

/** What may leave the server. */
export function toStaffAccount(doc: StaffDoc): StaffAccount {
  return {
    id: doc._id,
    loginName: doc.loginName,
    name: doc.name,
    role: doc.role,
    cityCode: doc.cityCode,
    status: doc.status,
    mustChangePassword: doc.mustChangePassword,
    lastLoginAt: doc.lastLoginAt?.toISOString() ?? null,
    createdAt: doc.createdAt.toISOString(),
  };
}
