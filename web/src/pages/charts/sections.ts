/** Charts by the prefix of their paths. */

import type { ChartDefinition } from "../../lib/chart-definitions";
import { sectionOf } from "../../lib/field-paths";

export interface ChartSection {
  name: string;
  charts: readonly ChartDefinition[];
}

/** Return charts of one field each in sections, those without a prefix first, each in the order of its paths. */
export function makeSections(
  charts: readonly ChartDefinition[],
  name: (path: string) => string = sectionOf,
): ChartSection[] {
  const sections = new Map<string, ChartDefinition[]>();
  for (const chart of charts) {
    const section = name(chart.fields[0] ?? "");
    const known = sections.get(section);
    if (known) known.push(chart);
    else sections.set(section, [chart]);
  }
  return [...sections]
    .map(([section, members]) => ({
      name: section,
      charts: members.sort((a, b) => compare(a.fields[0] ?? "", b.fields[0] ?? "")),
    }))
    .sort((a, b) => compare(a.name, b.name));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
