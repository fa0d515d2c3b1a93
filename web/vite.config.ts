/** How the app is built: into the Python package, beside the server that serves it. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const server = process.env.SEAMARK_URL ?? "http://127.0.0.1:8765";
const find = createRequire(import.meta.url).resolve;

export default defineConfig({
  plugins: [react(), keepOneFontFormat(), writeFrames()],
  define: { FRAMES_DIGEST: JSON.stringify(digestFrames()) },
  build: {
    outDir: "../src/seamark/server/app",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: "es2022",
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": server, "/open": server } },
});

/** Every browser that runs the app reads woff2; KaTeX brings each font in two older formats too. */
function keepOneFontFormat(): Plugin {
  return {
    name: "keep-one-font-format",
    enforce: "pre",
    transform: {
      filter: { id: /katex\.min\.css/ },
      handler: (code) =>
        code.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\(["'](?:woff|truetype)["']\)/g, ""),
    },
  };
}

/**
 * Pages for what people logged, each whole in one file: the server serves them in an origin of their
 * own, from which not even the app's own scripts can be loaded.
 */
function writeFrames(): Plugin {
  return {
    name: "write-frames",
    apply: "build",
    generateBundle() {
      for (const [name, scripts] of Object.entries(readFrames()))
        this.emitFile({ type: "asset", fileName: `frames/${name}.html`, source: wrapFrame(scripts) });
    },
  };
}

function readFrames(): Record<string, string[]> {
  const script = (name: string) => readFileSync(new URL(`frames/${name}`, import.meta.url), "utf8");
  const plotly = readFileSync(find("plotly.js-cartesian-dist-min"), "utf8");
  return { html: [script("html.js")], plotly: [plotly, script("plotly.js")] };
}

/** Stands in the frames' addresses, so that browsers may keep them for good. */
function digestFrames(): string {
  return createHash("sha256").update(JSON.stringify(readFrames())).digest("hex").slice(0, 12);
}

function wrapFrame(scripts: readonly string[]): string {
  const parts = scripts.map((text) => `<script>${text.replaceAll("</script", "<\\/script")}</script>`);
  return `<!doctype html><html><head><meta charset="utf-8"><title>frame</title></head><body>${parts.join("")}</body></html>`;
}
