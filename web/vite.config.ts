/** How the app is built: into the Python package, beside the server that serves it. */

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.SEAMARK_URL ?? "http://127.0.0.1:8765";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../src/seamark/server/app",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: "es2022",
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": server, "/open": server } },
});
