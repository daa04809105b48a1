import type { Clock } from "../platform/clock";
import type { Config } from "../platform/config";
import { realWait, type Wait } from "./http";
import type { ViolationProvider } from "./violation-provider";
import { createCheshouyeProvider } from "./violations-cheshouye";
import { createJuheProvider } from "./violations-juhe";

/** The providers of violations in the order in which they are asked, and how to wait between tries. */
export type ViolationsGateway = { providers: readonly ViolationProvider[]; wait: Wait };

/**
 * The providers that the configuration names. `standinBase` serves those without an address of their own (development only).
 * `timeoutMs` bounds a whole call; 5 seconds unless told.
 */
export function createViolationsGateway(
  config: Config["violations"],
  options: { clock: Clock; standinBase: string | null; timeoutMs?: number; wait?: Wait },
): ViolationsGateway {
  const { clock, standinBase, timeoutMs } = options;
  const limit = timeoutMs === undefined ? {} : { timeoutMs };
  const baseOf = (baseUrl: string | null) => baseUrl ?? standinBase ?? "";
  const create = {
    juhe: () => createJuheProvider({ ...config.juhe, base: baseOf(config.juhe.baseUrl), ...limit }),
    cheshouye: () =>
      createCheshouyeProvider({ ...config.cheshouye, base: baseOf(config.cheshouye.baseUrl), clock, ...limit }),
  };
  return { providers: config.providers.map((name) => create[name]()), wait: options.wait ?? realWait };
}
