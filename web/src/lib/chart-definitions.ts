/** Charts that a person made: which kind, of which fields; short and readable in an address. */

import { type Compile, readSearch } from "./matching";

export const CHART_KINDS = ["line", "bar", "scatter", "parallel", "best", "histogram"] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

/**
 * A chart of one's own. The fields of a line chart are paths, or one expression between slashes; of the
 * others columns of the table (`val/acc:max`): of a bar chart the value and perhaps what to group by, of a
 * scatter plot x, y and perhaps the colour, of parallel coordinates the axes, of the best so far the metric. A heat map of histograms has one path.
 */
export interface ChartDefinition {
  kind: ChartKind;
  /** Empty where the fields are name enough. */
  title: string;
  fields: readonly string[];
}

/** Return the chart that one series has by default. */
export function lineChartOf(path: string): ChartDefinition {
  return { kind: "line", title: "", fields: [path] };
}

/** Return the chart that one series of histograms has by default. */
export function histogramChartOf(path: string): ChartDefinition {
  return { kind: "histogram", title: "", fields: [path] };
}

/** Say whether a chart is one that a series has by default. */
export function isDefault({ kind, title, fields }: ChartDefinition): boolean {
  return (
    (kind === "line" || kind === "histogram") && fields.length === 1 && !title && !isRule(fields[0] ?? "")
  );
}

/** Say whether a field is an expression between slashes. */
export function isRule(field: string): boolean {
  return /^\/.+\/i?$/.test(field);
}

/** Return a definition as it stands in an address: `line:Losses~train/loss~val/loss`. */
export function spellChart({ kind, title, fields }: ChartDefinition): string {
  return [title ? `${kind}:${title}` : kind, ...fields].map(escapePart).join("~");
}

/** Return the definition that `spellChart` wrote; null where it is none. */
export function readChart(text: string): ChartDefinition | null {
  const [head = "", ...fields] = text.split("~").map(decodePart);
  const [kind = "", ...title] = head.split(":");
  const isComplete = fields.length > 0 && fields.every(Boolean);
  return isKind(kind) && isComplete ? { kind, title: title.join(":"), fields } : null;
}

/** Return definitions as a list in an address; null for none. */
export function spellCharts(charts: readonly ChartDefinition[]): string | null {
  return charts.length ? charts.map(spellChart).join(",") : null;
}

/** Return the definitions of a list; what is none is left out, and so is a second one of the same. */
export function readCharts(text: string | null): ChartDefinition[] {
  const charts = new Map<string, ChartDefinition>();
  for (const item of (text ?? "").split(",")) {
    const chart = readChart(item);
    if (chart) charts.set(spellChart(chart), chart);
  }
  return [...charts.values()];
}

/** Return what stands over a chart: its title, or its fields. */
export function nameChart({ kind, title, fields }: ChartDefinition): string {
  if (title) return title;
  const [first = "", second = ""] = fields.map(nameField);
  switch (kind) {
    case "line":
    case "histogram":
      return fields.join(", ");
    case "bar":
      return second ? `${first} by ${second}` : first;
    case "scatter":
      return `${second} over ${first}`;
    case "parallel":
      return `${fields.length} fields side by side`;
    case "best":
      return `Best ${first} so far`;
  }
}

/** `val/acc:max` is the greatest of a series, its last value goes without saying. */
function nameField(field: string): string {
  return field.replace(/:last$/, "").replace(/:(first|min|max|mean|variance|count)$/, " ($1)");
}

/** More series of each run than anybody tells apart. */
export const MOST_SERIES = 24;

/** Return the paths that a line chart draws, of those that there are: an expression draws what it matches. */
export function seriesOf(
  { fields }: ChartDefinition,
  paths: readonly string[],
  compile: Compile,
): readonly string[] {
  const [first = ""] = fields;
  if (fields.length > 1 || !isRule(first)) return fields;
  const { matches, problem } = readSearch(first, compile);
  return problem ? [] : paths.filter(matches).slice(0, MOST_SERIES);
}

function isKind(word: string): word is ChartKind {
  return (CHART_KINDS as readonly string[]).includes(word);
}

function escapePart(part: string): string {
  return part.replace(/[%,~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decodePart(part: string): string {
  return part.replace(/%(25|2C|7E)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
