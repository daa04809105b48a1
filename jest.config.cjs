/** One jest for shared and server: swc compiles, one database server per run (server/test/global-setup). */
module.exports = {
  rootDir: __dirname,
  testEnvironment: "node",
  // Jest would take one worker on two cores; the database is a thread of the parent and leaves room for two.
  maxWorkers: 2,
  testTimeout: 120_000,
  globalSetup: "<rootDir>/server/test/global-setup.ts",
  globalTeardown: "<rootDir>/server/test/global-teardown.ts",
  testMatch: ["<rootDir>/shared/src/**/*.test.ts", "<rootDir>/server/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
  transform: {
    "\\.ts$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2022" },
        module: { type: "commonjs" },
        sourceMaps: "inline",
      },
    ],
  },
  moduleNameMapper: { "^@club/shared/(.*)$": "<rootDir>/shared/src/$1.ts" },
  extensionsToTreatAsEsm: [],
};
