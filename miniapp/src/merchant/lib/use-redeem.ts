import { confirmRedemption, previewRedemption, type ReceiptView } from "@club/shared/redemptions";
import { useEffect, useRef, useState } from "react";
import type { ApiError } from "../../lib/api-error";
import { callOnce } from "../../lib/once";
import { call } from "../../lib/request";
import { useAction } from "../../lib/use-action";
import { clerkPosition } from "./clerk-position";
import type { Presented } from "./presented";
import { confirmation, type Preview, type Proof } from "./redeem-rules";

/** The position is asked for when a service wants it, and from then on before the first question. */
let isPositionWanted = false;

export type Redeeming = {
  preview: Preview | null;
  receipt: ReceiptView | null;
  isLooking: boolean;
  /** Why there is no preview. */
  lookError: ApiError | null;
  look: () => void;
  isConfirming: boolean;
  /** Why the last confirm was refused, or that its answer was lost. */
  confirmError: ApiError | null;
  confirm: (proof: Proof) => void;
};

/** Looks at what was presented when the page opens, and confirms it once, however often the button is tapped. */
export function useRedeem(what: Presented): Redeeming {
  const [preview, setPreview] = useState<Preview | null>(null);
  const [receipt, setReceipt] = useState<ReceiptView | null>(null);
  const confirming = useAction(async (seen: Preview, proof: Proof) => {
    const input = confirmation(seen, proof);
    // The end of the ticket is its signature: as unique as the ticket, and short enough for a name in the storage.
    setReceipt(await callOnce(confirmRedemption, input, { intent: `confirm:${input.ticket.slice(-40)}`, as: "clerk" }));
  });
  const looking = useAction(async () => {
    confirming.clear();
    setPreview(null);
    setPreview(await lookAt(what));
  });
  const start = useRef(looking.run);
  useEffect(() => start.current(), []);
  return {
    preview,
    receipt,
    isLooking: looking.isRunning,
    lookError: looking.error,
    look: () => looking.run(),
    isConfirming: confirming.isRunning,
    confirmError: confirming.error,
    confirm: (proof) => preview && confirming.run(preview, proof),
  };
}

async function lookAt({ text, branchId, merchantId }: Presented): Promise<Preview> {
  const ask = async (isPositioned: boolean) => {
    const position = isPositioned ? await clerkPosition({ merchantId, branchId }) : null;
    return call(previewRedemption, { presented: text, branchId, ...(position && { position }) }, { as: "clerk" });
  };
  const first = await ask(isPositionWanted);
  const isMissing = first.reasons.some(({ code }) => code === "redemptions.position-missing");
  if (!isMissing || isPositionWanted) return first;
  isPositionWanted = true;
  return ask(true);
}
