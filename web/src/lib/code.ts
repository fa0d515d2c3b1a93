/** Which language a file is written in, and how wide its lines are. */

export interface CodePiece {
  text: string;
  /** What the piece is in its language (`keyword`, `string`); empty for plain text. */
  kind: string;
}

const ENDINGS: Record<string, string> = {
  py: "python",
  pyi: "python",
  sh: "bash",
  bash: "bash",
  zsh: "bash",
  c: "cpp",
  h: "cpp",
  cc: "cpp",
  cpp: "cpp",
  cxx: "cpp",
  hpp: "cpp",
  cu: "cpp",
  cuh: "cpp",
  css: "css",
  diff: "diff",
  patch: "diff",
  go: "go",
  ini: "ini",
  cfg: "ini",
  toml: "ini",
  conf: "ini",
  java: "java",
  js: "javascript",
  mjs: "javascript",
  jsx: "javascript",
  json: "json",
  jsonl: "json",
  jl: "julia",
  tex: "latex",
  lua: "lua",
  mk: "makefile",
  md: "markdown",
  r: "r",
  rs: "rust",
  sql: "sql",
  ts: "typescript",
  tsx: "typescript",
  html: "xml",
  xml: "xml",
  svg: "xml",
  yaml: "yaml",
  yml: "yaml",
};
const NAMES: Record<string, string> = { dockerfile: "dockerfile", makefile: "makefile" };

/** Return the language of a file by its name; empty where it is not known. */
export function languageOf(name: string): string {
  const leaf = (name.split("/").pop() ?? "").toLowerCase();
  const dot = leaf.lastIndexOf(".");
  return NAMES[leaf] ?? (dot >= 0 ? (ENDINGS[leaf.slice(dot + 1)] ?? "") : "");
}

/** Return the width of the widest line in characters; a tab counts as `tab`. */
export function widestLine(lines: readonly string[], tab = 4): number {
  let widest = 0;
  for (const line of lines) {
    let width = line.length;
    for (let at = line.indexOf("\t"); at >= 0; at = line.indexOf("\t", at + 1)) width += tab - 1;
    if (width > widest) widest = width;
  }
  return widest;
}
