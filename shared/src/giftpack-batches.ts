import * as z from "zod/mini";
import { id, instant, page, pageQuery, reason } from "./fields";
import { refusal } from "./giftpacks";
import { endpoint } from "./http";

/** Phones or member ids in one import. */
export const MAX_IMPORT_ROWS = 20_000;

const EDITORS = ["provinceAdmin", "cityAdmin"] as const;
const READERS = ["provinceAdmin", "cityAdmin", "auditor", "counterClerk"] as const;
const TAG = "礼包";
const packParams = z.object({ packId: id });

/** Steps of an import of phones: stored, checked row by row (dry run), and, when told to, carried out row by row. */
export const BATCH_STATUSES = ["storing", "checking", "checked", "running", "done"] as const;
export const BATCH_STATUS_NAMES: Record<(typeof BATCH_STATUSES)[number], string> = {
  storing: "正在导入",
  checking: "正在检查",
  checked: "检查完成，等待执行",
  running: "正在赠送",
  done: "已完成",
};
export const grantBatchView = z.object({
  id,
  packId: id,
  status: z.enum(BATCH_STATUSES),
  statusName: z.string(),
  rowCount: z.int(),
  /** Rows looked at in the current step. */
  progressCount: z.int(),
  /** Dry run: rows that would be granted. */
  grantableCount: z.int(),
  grantedCount: z.int(),
  refusedCount: z.int(),
  reason: z.string(),
  createdAt: instant,
  updatedAt: instant,
});
export type GrantBatchView = z.output<typeof grantBatchView>;
const batchParams = z.object({ batchId: id });

export const createGrantBatch = endpoint({
  name: "createGrantBatch",
  method: "POST",
  path: "/staff/gift-packs/:packId/grant-batches",
  auth: EDITORS,
  summary: "上传手机号文件，先逐行检查（不赠送）",
  tag: TAG,
  params: packParams,
  /** The import's own id, chosen by the client: uploading again with the same id answers the same batch. */
  query: z.object({ batchId: id.check(z.minLength(16, "批次编号太短"), z.maxLength(40, "批次编号太长")), reason }),
  upload: { types: ["text/csv", "text/plain"], maxBytes: 1_000_000 },
  response: grantBatchView,
  errors: [
    "giftpacks.not-found",
    "giftpacks.not-published",
    "giftpacks.trigger-mismatch",
    "giftpacks.file-empty",
    "giftpacks.file-too-long",
    "giftpacks.state-conflict",
  ],
});

export const executeGrantBatch = endpoint({
  name: "executeGrantBatch",
  method: "POST",
  path: "/staff/grant-batches/:batchId/execute",
  auth: EDITORS,
  summary: "执行检查过的批量赠送；重复执行得到同样的结果",
  tag: TAG,
  params: batchParams,
  response: grantBatchView,
  errors: ["giftpacks.batch-not-found", "giftpacks.batch-not-ready", "giftpacks.not-published"],
});

export const getGrantBatch = endpoint({
  name: "getGrantBatch",
  method: "GET",
  path: "/staff/grant-batches/:batchId",
  auth: READERS,
  summary: "查看批量赠送的进度",
  tag: TAG,
  params: batchParams,
  response: grantBatchView,
  errors: ["giftpacks.batch-not-found"],
});

export const listGrantBatches = endpoint({
  name: "listGrantBatches",
  method: "GET",
  path: "/staff/gift-packs/:packId/grant-batches",
  auth: READERS,
  summary: "一个礼包的批量赠送，新的在前；城市人员只看本市上传的",
  tag: TAG,
  params: packParams,
  query: z.object(pageQuery),
  response: page(grantBatchView),
  errors: ["giftpacks.not-found"],
});

/** What the last look at a row said: it can be or was granted, or not. */
const BATCH_ROW_RESULTS = ["ok", "refused"] as const;
export type BatchRowResult = (typeof BATCH_ROW_RESULTS)[number];
export const grantBatchRowView = z.object({
  rowNo: z.int(),
  phoneMasked: z.string(),
  memberId: z.nullable(z.string()),
  memberNo: z.nullable(z.string()),
  /** Dry run: why the row would be refused; null = it would be granted (or has not been looked at yet). */
  plannedRefusal: z.nullable(refusal),
  isChecked: z.boolean(),
  grantId: z.nullable(z.string()),
  refusal: z.nullable(refusal),
  isDone: z.boolean(),
});
export type GrantBatchRowView = z.output<typeof grantBatchRowView>;
export const listGrantBatchRows = endpoint({
  name: "listGrantBatchRows",
  method: "GET",
  path: "/staff/grant-batches/:batchId/rows",
  auth: READERS,
  summary: "逐行结果，可以只看不能赠送的",
  tag: TAG,
  params: batchParams,
  query: z.object({ result: z.optional(z.enum(BATCH_ROW_RESULTS, "请选择结果")), ...pageQuery }),
  response: page(grantBatchRowView),
  errors: ["giftpacks.batch-not-found"],
});
