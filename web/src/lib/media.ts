/** How a file can be shown, by its media type and name. */

import { languageOf } from "./code";

export type PreviewKind =
  | "image"
  | "drawing"
  | "page"
  | "rows"
  | "csv"
  | "plotly"
  | "notebook"
  | "json"
  | "markdown"
  | "diff"
  | "code"
  | "text"
  | "audio"
  | "video"
  | "pdf"
  | "none";

const TYPES: Record<string, PreviewKind> = {
  "image/svg+xml": "drawing",
  "text/html": "page",
  "application/xhtml+xml": "page",
  "application/pdf": "pdf",
  "application/vnd.apache.parquet": "rows",
  "application/x-parquet": "rows",
  "application/vnd.plotly.v1+json": "plotly",
  "application/x-ipynb+json": "notebook",
  "text/csv": "csv",
  "text/tab-separated-values": "csv",
  "text/markdown": "markdown",
  "text/x-diff": "diff",
  "text/x-patch": "diff",
};
const ENDINGS: Record<string, PreviewKind> = {
  svg: "drawing",
  html: "page",
  htm: "page",
  pdf: "pdf",
  parquet: "rows",
  ipynb: "notebook",
  csv: "csv",
  tsv: "csv",
  md: "markdown",
  markdown: "markdown",
  diff: "diff",
  patch: "diff",
  json: "json",
  txt: "text",
  log: "text",
  out: "text",
  err: "text",
};
/** What a browser draws; others (TIFF, EXR) are only downloaded. */
const IMAGES = /^image\/(png|jpeg|gif|webp|bmp|avif|x-icon|vnd\.microsoft\.icon|apng)$/;

/** Return how a file is shown; `none` where only a download helps. */
export function previewKind(mediaType: string, name: string): PreviewKind {
  const type = mediaType.split(";")[0]?.trim().toLowerCase() ?? "";
  const leaf = (name.split("/").pop() ?? "").toLowerCase();
  if (leaf.endsWith(".plotly.json")) return "plotly";
  const known = TYPES[type];
  if (known) return known;
  if (IMAGES.test(type)) return "image";
  if (type.startsWith("audio/")) return "audio";
  if (type.startsWith("video/")) return "video";
  const ending = ENDINGS[leaf.slice(leaf.lastIndexOf(".") + 1)];
  if (ending && leaf.includes(".")) return ending;
  if (languageOf(leaf)) return "code";
  if (type === "application/json" || type.endsWith("+json")) return "json";
  return type.startsWith("text/") || /^application\/(yaml|toml|x-sh|javascript|xml)$/.test(type)
    ? "text"
    : "none";
}
