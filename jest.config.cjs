/*
 * One jest for everything: `npm test` runs all projects, `npx jest -c jest.config.cjs <path>` a part of one. swc compiles. The club's
 * tests share one database server per run (server/test/global-setup), which starts only when one of them runs.
 */
const swc = (parser) => [
  "@swc/jest",
  {
    jsc: { parser, target: "es2022", transform: { react: { runtime: "automatic" } } },
    module: { type: "commonjs" },
    sourceMaps: "inline",
  },
];
const common = {
  rootDir: __dirname,
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
  transform: { "\\.ts$": swc({ syntax: "typescript" }), "\\.tsx$": swc({ syntax: "typescript", tsx: true }) },
  extensionsToTreatAsEsm: [],
};
const shared = { "^@club/shared/(.*)$": "<rootDir>/shared/src/$1.ts" };

module.exports = {
  // Jest would take one worker on two cores; the database is a thread of the parent and leaves room for two.
  maxWorkers: 2,
  // For every project: jest does not read it inside one.
  testTimeout: 120_000,
  projects: [
    {
      ...common,
      displayName: "club",
      testEnvironment: "node",
      testTimeout: 120_000,
      globalSetup: "<rootDir>/server/test/global-setup.ts",
      globalTeardown: "<rootDir>/server/test/global-teardown.ts",
      testMatch: ["<rootDir>/shared/src/**/*.test.ts", "<rootDir>/server/**/*.test.ts"],
      testPathIgnorePatterns: [...common.testPathIgnorePatterns, "<rootDir>/server/web/"],
      moduleNameMapper: shared,
    },
    {
      ...common,
      displayName: "web",
      testEnvironment: "<rootDir>/server/web/test/browser-environment.cjs",
      testTimeout: 60_000,
      setupFilesAfterEnv: ["<rootDir>/server/web/test/setup.ts"],
      testMatch: ["<rootDir>/server/web/src/**/*.test.{ts,tsx}"],
      // The icons ask for a form of the colours that only bundlers read.
      moduleNameMapper: {
        ...shared,
        "\\.css$": "identity-obj-proxy",
        "^(@ant-design/[a-z-]+)/es/(.*)$": "$1/lib/$2",
      },
    },
    {
      ...common,
      displayName: "miniapp",
      testEnvironment: "jsdom",
      testMatch: ["<rootDir>/miniapp/src/**/*.test.{ts,tsx}"],
      globals: { API_BASE: "" },
      moduleNameMapper: {
        ...shared,
        "^@tarojs/components$": "<rootDir>/miniapp/test/taro-components.tsx",
        "^@tarojs/taro$": "<rootDir>/miniapp/test/taro.ts",
        "\\.scss$": "identity-obj-proxy",
      },
    },
  ],
};
