/** Tables as text: separated by tabs for a sheet, Markdown, LaTeX with the best in bold. */

import { formatExact, formatNumber, formatSpread } from "./numbers";

export interface TextColumn {
  name: string;
  /** Which number of the column is the best; null where nobody said. */
  goal: "maximise" | "minimise" | null;
}

export interface TextCell {
  text: string;
  /** The number that the text spells, or the mean of several. */
  value?: number | null;
  /** The standard deviation of several. */
  spread?: number | null;
}

export interface TextTable {
  columns: readonly TextColumn[];
  rows: readonly (readonly TextCell[])[];
}

/** Return lines of cells separated by tabs, numbers with all their digits. */
export function toTabs({ columns, rows }: TextTable): string {
  const plain = (text: string) => text.replace(/[\t\r\n]+/g, " ");
  const cell = ({ text, value, spread }: TextCell) => {
    if (value === null || value === undefined) return plain(text);
    return spread === null || spread === undefined
      ? spellDigits(value)
      : `${spellDigits(value)} ± ${spellDigits(spread)}`;
  };
  return [columns.map((column) => plain(column.name)), ...rows.map((row) => row.map(cell))]
    .map((line) => line.join("\t"))
    .join("\n");
}

/** Return a Markdown table, numbers set to the right, the best of a column in bold. */
export function toMarkdown(table: TextTable): string {
  const plain = (text: string) => text.replace(/[\r\n]+/g, " ").replace(/[\\|*_`<>[\]]/g, "\\$&");
  const best = findBest(table);
  const lines = table.rows.map((row, at) =>
    row.map((cell, column) => {
      const text = plain(spellCell(cell));
      return best[column]?.has(at) ? `**${text}**` : text;
    }),
  );
  const rule = table.columns.map((_, column) => (isNumeric(table, column) ? "---:" : "---"));
  return [table.columns.map((column) => plain(column.name)), rule, ...lines]
    .map((line) => `| ${line.join(" | ")} |`)
    .join("\n");
}

/** Return a LaTeX tabular with the rules of booktabs, the best of a column in bold. */
export function toLatex(table: TextTable): string {
  const best = findBest(table);
  const places = table.columns.map((_, column) => (isNumeric(table, column) ? "r" : "l")).join("");
  const lines = table.rows.map((row, at) =>
    row
      .map((cell, column) => {
        const isBest = best[column]?.has(at) ?? false;
        if (cell.value === null || cell.value === undefined)
          return isBest ? `\\textbf{${escapeLatex(cell.text)}}` : escapeLatex(cell.text);
        const number = toMath(formatNumber(cell.value));
        const text = isBest ? `\\mathbf{${number}}` : number;
        return cell.spread === null || cell.spread === undefined
          ? `$${text}$`
          : `$${text} \\pm ${toMath(formatSpread(cell.spread))}$`;
      })
      .join(" & "),
  );
  return [
    `\\begin{tabular}{${places}}`,
    "\\toprule",
    `${table.columns.map((column) => escapeLatex(column.name)).join(" & ")} \\\\`,
    "\\midrule",
    ...lines.map((line) => `${line} \\\\`),
    "\\bottomrule",
    "\\end{tabular}",
  ].join("\n");
}

function spellDigits(value: number): string {
  return Number.isFinite(value) ? String(value) : formatExact(value);
}

function spellCell({ text, value, spread }: TextCell): string {
  if (value === null || value === undefined) return text;
  const mean = formatNumber(value);
  return spread === null || spread === undefined ? mean : `${mean} ± ${formatSpread(spread)}`;
}

/** Return a number that we spelled as LaTeX spells it in a formula. */
function toMath(number: string): string {
  if (number === "NaN") return "\\mathrm{NaN}";
  const [digits = "", power] = number
    .replaceAll("−", "-")
    .replaceAll(",", "{,}")
    .replace("∞", "\\infty")
    .split("e");
  return power === undefined ? digits : `${digits} \\cdot 10^{${power}}`;
}

const LATEX: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

function escapeLatex(text: string): string {
  return text.replace(/[\\~^&%$#_{}]/g, (sign) => LATEX[sign] ?? `\\${sign}`).replace(/[\r\n]+/g, " ");
}

function isNumeric({ rows }: TextTable, column: number): boolean {
  return rows.some((row) => typeof row[column]?.value === "number");
}

/** Which rows have the best number of each column; none where no goal says which that is. */
function findBest({ columns, rows }: TextTable): Set<number>[] {
  return columns.map(({ goal }, column) => {
    const values = rows.map((row) => row[column]?.value ?? Number.NaN);
    const finite = values.filter(Number.isFinite);
    if (goal === null || finite.length < 2) return new Set();
    const wanted = goal === "maximise" ? Math.max(...finite) : Math.min(...finite);
    return new Set(values.flatMap((value, at) => (value === wanted ? [at] : [])));
  });
}
