import * as z from "zod";

/** Which providers of violations are asked, in this order, and how to reach them. Prices are in 厘 (0.001 yuan). */
export type ViolationsConfig = {
  providers: ("juhe" | "cheshouye")[];
  /** `baseUrl` null = the stand-in server of development. */
  juhe: { baseUrl: string | null; form: "wz" | "sweizhang"; key: string; priceLi: number };
  cheshouye: { baseUrl: string | null; appId: string; appKey: string; priceLi: number };
};

const url = z.url({ protocol: /^https?$/ });
const price = z.coerce.number().int().min(0).max(10_000);

/** The variables, to be spread into the environment's schema. */
export const violationEnvironment = {
  VIOLATION_PROVIDERS: z
    .string()
    .regex(/^(none|(juhe|cheshouye)(,(juhe|cheshouye))?)$/, "must be none, or a list of juhe and cheshouye")
    .optional(),
  VIOLATION_JUHE_BASE: url.optional(),
  VIOLATION_JUHE_FORM: z
    .enum(["wz", "sweizhang"], "must be wz or sweizhang, as the account's product is called")
    .default("wz"),
  VIOLATION_JUHE_KEY: z.string().max(100).optional(),
  VIOLATION_JUHE_PRICE_LI: price.default(40),
  VIOLATION_CHESHOUYE_BASE: url.optional(),
  VIOLATION_CHESHOUYE_APP_ID: z.string().max(100).optional(),
  VIOLATION_CHESHOUYE_APP_KEY: z.string().max(100).optional(),
  VIOLATION_CHESHOUYE_PRICE_LI: price.default(100),
};
const schema = z.object(violationEnvironment);
type Environment = z.output<typeof schema>;

/** Development asks the stand-in as juhe; production asks nobody unless told whom. */
export function toViolationsConfig(env: Environment, isProduction: boolean): ViolationsConfig {
  const listed = env.VIOLATION_PROVIDERS ?? (isProduction ? "none" : "juhe");
  const names = listed === "none" ? [] : (listed.split(",") as ViolationsConfig["providers"]);
  return {
    providers: [...new Set(names)],
    juhe: {
      baseUrl: env.VIOLATION_JUHE_BASE ?? (isProduction ? "https://v.juhe.cn" : null),
      form: env.VIOLATION_JUHE_FORM,
      key: env.VIOLATION_JUHE_KEY ?? "development-only-juhe-key",
      priceLi: env.VIOLATION_JUHE_PRICE_LI,
    },
    cheshouye: {
      baseUrl: env.VIOLATION_CHESHOUYE_BASE ?? null,
      appId: env.VIOLATION_CHESHOUYE_APP_ID ?? "development-only-app",
      appKey: env.VIOLATION_CHESHOUYE_APP_KEY ?? "development-only-app-key",
      priceLi: env.VIOLATION_CHESHOUYE_PRICE_LI,
    },
  };
}

/** What production lacks for the providers it names, one sentence each. */
export function violationProblems(given: Record<string, string | undefined>): string[] {
  const list = given.VIOLATION_PROVIDERS ?? "none";
  const wanted = {
    juhe: ["VIOLATION_JUHE_KEY"],
    cheshouye: ["VIOLATION_CHESHOUYE_BASE", "VIOLATION_CHESHOUYE_APP_ID", "VIOLATION_CHESHOUYE_APP_KEY"],
  } as const;
  return Object.entries(wanted).flatMap(([name, variables]) =>
    list.split(",").includes(name)
      ? variables
          .filter((variable) => !given[variable])
          .map((variable) => `${variable}: the provider ${name} needs it.`)
      : [],
  );
}
