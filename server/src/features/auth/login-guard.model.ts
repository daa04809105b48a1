import { missesModel } from "../../platform/misses";

/**
 * Wrong guesses at one secret (an account's password) or from one network address. `_id`: kind and blind index, because what
 * people type as a login name may be their password.
 */
export const LoginGuards = missesModel("loginGuards");
