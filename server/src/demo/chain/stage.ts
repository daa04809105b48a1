import type { Rng } from "../people";
import type { Person } from "./cast";
import type { Shop } from "./merchant-scenes";
import type { Printer } from "./printer";
import type { World } from "./world";

/** Where a scene is played. The random numbers are seeded: the same people every time. */
export type Stage = { world: World; printer: Printer; rng: Rng };
/** A club that works: staff, a pack and a shop. */
export type Club = { admin: Person; finance: Person; packId: string; shop: Shop };
export type Member = Person & { user: string; name: string; idCard: string; phone: string };
