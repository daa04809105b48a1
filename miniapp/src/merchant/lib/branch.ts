import type { OutputOf } from "@club/shared/http";
import type { getMyMerchant } from "@club/shared/merchant-clerks";
import { useState } from "react";
import { read, write } from "../../platform/storage";

export type OwnBranch = OutputOf<typeof getMyMerchant>["branches"][number];

const KEY = "clerk.branch";

/**
 * The branch this phone works in: the one chosen last while it is still open to this person, or the only one there is.
 * Null = it must be chosen, because redeeming in the wrong branch is refused or paid to the wrong place.
 */
export function branchOf(branches: readonly OwnBranch[], chosenId: unknown): OwnBranch | null {
  const open = branches.filter(({ isActive }) => isActive);
  return open.find(({ id }) => id === chosenId) ?? (open.length === 1 ? (open[0] ?? null) : null);
}

/** @returns the branch in use and the way to choose another */
export function useBranch(branches: readonly OwnBranch[]): [branch: OwnBranch | null, choose: (id: string) => void] {
  const [chosenId, setChosenId] = useState(() => read(KEY));
  const choose = (id: string) => {
    write(KEY, id);
    setChosenId(id);
  };
  return [branchOf(branches, chosenId), choose];
}
