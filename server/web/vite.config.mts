import path from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { firstLoadBudget } from "./budget.mts";

const root = import.meta.dirname;
/** The API of a server that runs beside `vite` while pages are written. */
const API = process.env.API_BASE ?? "http://127.0.0.1:3000";

/** One build, two doors: /admin and /merchant, which share what they have in common under /assets. */
export default defineConfig({
  root,
  plugins: [react(), firstLoadBudget(350)],
  build: {
    outDir: path.join(root, "dist"),
    emptyOutDir: true,
    target: "es2022",
    // ECharts is one lazy chunk of its own; no other may come near.
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: { admin: path.join(root, "admin/index.html"), merchant: path.join(root, "merchant/index.html") },
    },
  },
  server: { proxy: { "/api": API, "/docs": API } },
});
