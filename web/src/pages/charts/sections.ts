/** Charts by the prefix of their paths. */

import { type ChartDefinition, lineChartOf } from "../../lib/chart-definitions";
import { sectionOf } from "../../lib/field-paths";

export interface ChartSection {
  name: string;
  charts: readonly ChartDefinition[];
}

/** Return one chart for each path in sections, those without a prefix first, each in the order of its paths. */
export function makeSections(
  paths: Iterable<string>,
  name: (path: string) => string = sectionOf,
): ChartSection[] {
  const sections = new Map<string, string[]>();
  for (const path of paths) {
    const section = name(path);
    const known = sections.get(section);
    if (known) known.push(path);
    else sections.set(section, [path]);
  }
  return [...sections]
    .map(([section, members]) => ({ name: section, charts: members.sort(compare).map(lineChartOf) }))
    .sort((a, b) => compare(a.name, b.name));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
