import { expect, it } from "vitest";
import { type TextTable, toLatex, toMarkdown, toTabs } from "./table-text";

const TABLE: TextTable = {
  columns: [
    { name: "run", goal: null },
    { name: "val/acc", goal: "maximise" },
    { name: "lr_rate", goal: null },
  ],
  rows: [
    [{ text: "a|b_1" }, { text: "", value: 0.98712345, spread: 0.00998 }, { text: "", value: 1e-7 }],
    [{ text: "tab\there" }, { text: "", value: 0.9, spread: null }, { text: "", value: -12_345 }],
  ],
};

it("separates by tabs, with all digits and no tab inside", () => {
  expect(toTabs(TABLE).split("\n")).toEqual([
    "run\tval/acc\tlr_rate",
    "a|b_1\t0.98712345 ± 0.00998\t1e-7",
    "tab here\t0.9\t-12345",
  ]);
});

it("writes Markdown that no text breaks", () => {
  expect(toMarkdown(TABLE).split("\n")).toEqual([
    "| run | val/acc | lr\\_rate |",
    "| --- | ---: | ---: |",
    "| a\\|b\\_1 | **0.9871 ± 0.010** | 1e-7 |",
    "| tab\there | 0.9 | −12,345 |",
  ]);
});

it("writes LaTeX with the best in bold", () => {
  const lines = toLatex(TABLE).split("\n");
  expect(lines[0]).toBe("\\begin{tabular}{lrr}");
  expect(lines).toContain("run & val/acc & lr\\_rate \\\\");
  expect(lines).toContain("a|b\\_1 & $\\mathbf{0.9871} \\pm 0.010$ & $1 \\cdot 10^{-7}$ \\\\");
  expect(lines).toContain("tab\there & $0.9$ & $-12{,}345$ \\\\");
});

it("escapes what LaTeX reads as commands", () => {
  const table: TextTable = {
    columns: [{ name: "x", goal: null }],
    rows: [[{ text: "\\input{/etc} 5% $a$ ~^" }]],
  };
  expect(toLatex(table)).toContain(
    "\\textbackslash{}input\\{/etc\\} 5\\% \\$a\\$ \\textasciitilde{}\\textasciicircum{}",
  );
});
