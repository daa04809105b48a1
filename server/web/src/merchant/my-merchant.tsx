import type { OutputOf } from "@club/shared/http";
import type { getMyMerchant } from "@club/shared/merchant-clerks";
import { createContext, type ReactNode, useContext } from "react";

export type MyMerchant = OutputOf<typeof getMyMerchant>;

const MerchantContext = createContext<MyMerchant | null>(null);

export function MyMerchantProvider({ mine, children }: { mine: MyMerchant; children: ReactNode }) {
  return <MerchantContext.Provider value={mine}>{children}</MerchantContext.Provider>;
}

/** The merchant, its branches and one's own role. @throws Error outside a MyMerchantProvider */
export function useMyMerchant(): MyMerchant {
  const mine = useContext(MerchantContext);
  if (!mine) throw new Error("useMyMerchant needs a MyMerchantProvider");
  return mine;
}
