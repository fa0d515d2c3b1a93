/** Code as lines of coloured pieces; the grammars are loaded when code is first shown. */

import bash from "highlight.js/lib/languages/bash";
import cpp from "highlight.js/lib/languages/cpp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import julia from "highlight.js/lib/languages/julia";
import latex from "highlight.js/lib/languages/latex";
import lua from "highlight.js/lib/languages/lua";
import makefile from "highlight.js/lib/languages/makefile";
import markdown from "highlight.js/lib/languages/markdown";
import python from "highlight.js/lib/languages/python";
import r from "highlight.js/lib/languages/r";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import { createLowlight } from "lowlight";
import type { CodePiece } from "../lib/code";

const LANGUAGES = {
  ...{ bash, cpp, css, diff, dockerfile, go, ini, java, javascript, json, julia, latex, lua, makefile },
  ...{ markdown, python, r, rust, sql, typescript, xml, yaml },
};
const lowlight = createLowlight(LANGUAGES);

interface Node {
  type: string;
  value?: string;
  children?: readonly Node[];
  properties?: { className?: unknown };
}

/** Return the lines of a text, each in pieces with the name of their kind; null for an unknown language. */
export function highlightLines(text: string, language: string): CodePiece[][] | null {
  if (!lowlight.registered(language)) return null;
  const lines: CodePiece[][] = [[]];
  gather(lowlight.highlight(language, text) as Node, "", lines);
  return lines;
}

function gather(node: Node, kind: string, lines: CodePiece[][]): void {
  if (node.type === "text") {
    const parts = (node.value ?? "").split("\n");
    parts.forEach((part, index) => {
      if (index > 0) lines.push([]);
      if (part) lines[lines.length - 1]?.push({ text: part, kind });
    });
    return;
  }
  const names = Array.isArray(node.properties?.className) ? node.properties.className.map(String) : [];
  const own = names.find((name) => name.startsWith("hljs-"))?.slice("hljs-".length) ?? kind;
  for (const child of node.children ?? []) gather(child, own, lines);
}
