/** Who may import whom (ARCHITECTURE.md, "Layers"). Type-only imports do not count: they vanish at run time. */
const FEATURES = "^server/src/features";
/** Feature → the features whose services it may call. Never their models, never upwards. */
const MAY_CALL = {
  orgs: [],
  auth: [],
  staff: ["auth"],
  members: ["auth"],
  services: [],
  merchants: ["services", "auth"],
  vouchers: ["members", "merchants", "services"],
  giftpacks: ["members", "vouchers", "services"],
  points: ["members", "staff"],
  ratings: ["redemptions", "points", "members"],
  mall: ["members", "points", "vouchers", "services"],
  redemptions: ["vouchers", "merchants", "members", "services"],
  vehicles: ["members", "points"],
  violations: ["vehicles", "members"],
  reminders: ["members", "vehicles", "violations", "vouchers", "points"],
  settlement: ["merchants", "redemptions", "services"],
  overview: ["redemptions", "giftpacks", "members", "settlement", "services", "points", "mall"],
  audit: ["staff"],
};

const featureRules = Object.entries(MAY_CALL).map(([feature, others]) => ({
  name: `feature-${feature}`,
  comment: `${feature} may call only: ${others.join(", ") || "nobody"}`,
  severity: "error",
  from: { path: `${FEATURES}/${feature}/`, pathNot: "\\.(test|testing|test-kit)\\.ts$" },
  to: { path: `${FEATURES}/`, pathNot: `${FEATURES}/(${[feature, ...others].join("|")})/` },
}));

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "shared-stands-alone",
      severity: "error",
      from: { path: "^shared/src", pathNot: "\\.(test|testing|test-kit)\\.ts$" },
      to: { pathNot: "^(shared/src|node_modules/zod/)" },
    },
    {
      name: "platform-knows-no-feature",
      severity: "error",
      from: { path: "^server/src/platform", pathNot: "\\.(test|testing|test-kit)\\.ts$" },
      to: { path: "^server/src/(features|gateways|demo|cli|app|main)" },
    },
    {
      name: "gateways-know-no-feature",
      severity: "error",
      from: { path: "^server/src/gateways", pathNot: "\\.(test|testing|test-kit)\\.ts$" },
      to: { path: "^server/src/(features|demo|cli|app|main)" },
    },
    {
      name: "embedded-mongo-knows-no-club",
      severity: "error",
      from: { path: "^server/embedded-mongo" },
      to: { path: "^(server/src|shared|miniapp)" },
    },
    {
      name: "routes-touch-no-database",
      severity: "error",
      from: { path: `${FEATURES}/.*\\.routes\\.ts$` },
      to: { path: "(\\.model\\.ts$|^node_modules/(mongoose|mongodb)/|^server/src/platform/db\\.ts$)" },
    },
    {
      name: "rules-are-pure",
      severity: "error",
      from: { path: `${FEATURES}/.*\\.rules\\.ts$` },
      to: {
        path: "(\\.(model|service|routes)\\.ts$|^node_modules/(mongoose|mongodb|express)/|^server/src/platform/(db|audit|outbox)\\.ts$)",
      },
    },
    {
      name: "services-know-no-http",
      severity: "error",
      from: { path: `${FEATURES}/`, pathNot: "(\\.routes|\\.test|\\.testing|\\.test-kit)\\.ts$" },
      to: { path: "(^node_modules/express/|\\.routes\\.ts$)" },
    },
    {
      name: "models-of-others-are-closed",
      comment: "a feature's collections are its own",
      severity: "error",
      from: { path: `${FEATURES}/([^/]+)/`, pathNot: "\\.(test|testing|test-kit)\\.ts$" },
      to: { path: `${FEATURES}/[^/]+/.*\\.model\\.ts$`, pathNot: `${FEATURES}/$1/` },
    },
    ...featureRules,
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(/dist/|^miniapp/)" },
    tsPreCompilationDeps: false,
    tsConfig: { fileName: "tsconfig.depcruise.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default"] },
  },
};
