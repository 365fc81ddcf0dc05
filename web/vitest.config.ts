/** Two kinds of tests: units in Node, components in the real browser that QUANTDESK_CHROMIUM names. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const chromium = process.env["QUANTDESK_CHROMIUM"];

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { fs: { strict: false } },
  // The packages are found beforehand, so that no test runs into a reload of the page.
  optimizeDeps: {
    include: [
      "react",
      "react-dom",
      "react-dom/client",
      "react/jsx-dev-runtime",
      "flexlayout-react",
      "zustand",
      "axe-core",
      "idb-keyval",
      "@solana/kit",
      "@wallet-standard/app",
      "@wallet-standard/wallet",
    ],
  },
  cacheDir: process.env["QUANTDESK_VITE_CACHE"] ?? "node_modules/.vite",
  test: {
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["src/**/*.test.ts"], environment: "node", testTimeout: 30_000 },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["src/**/*.browser.tsx"],
          testTimeout: 30_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { args: FLAGS, ...(chromium ? { executablePath: chromium } : {}) } }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
