import { Schema } from "mongoose";
import { model } from "../platform/db";

/** That there is demonstration data, and whether it is complete. `startedAt` is the "today" its history leads up to, kept so that a continued run fits. */
export type DemoMarker = {
  _id: string;
  startedAt: Date;
  merchants: number;
  members: number;
  completedAt: Date | null;
};

const schema = new Schema<DemoMarker>({
  _id: { type: String, required: true },
  startedAt: { type: Date, required: true },
  merchants: { type: Number, required: true },
  members: { type: Number, required: true },
  completedAt: { type: Date, default: null },
});

/** One document, read and written by _id. Shard key: _id. */
export const DemoMarkers = model<DemoMarker>("demoMarkers", schema);
