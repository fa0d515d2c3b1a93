/** What all charts of a panel share. */

import type { TableRequest } from "../../api/types";
import type { ChartDefinition } from "../../lib/chart-definitions";
import { spellChart } from "../../lib/chart-definitions";
import type { ChartView } from "../../state/chart-view";
import type { DrawnRun } from "./drawn";

/** The rows of the runs table, for charts that show one mark for each run. */
export type TableQuestion = Required<Pick<TableRequest, "query" | "sort">>;

export interface Panel {
  project: string;
  /** The float series that there are. */
  paths: readonly string[];
  runs: readonly DrawnRun[];
  view: ChartView;
  onView: (change: Partial<ChartView>) => void;
  /** The run or group that stands out. */
  strong: string | null;
  /** Null where there is no table: there only lines can be drawn. */
  table: TableQuestion | null;
  /** Called with the text of a query that holds for what was brushed. */
  onQuery: ((query: string) => void) | null;
  /** What stands over the chart of a path. */
  chartTitle: (path: string) => string;
  /** Opens the dialog that changes a chart. */
  onEdit: (chart: ChartDefinition) => void;
}

/** Return one's own charts after one of them was changed, or taken out (null), or a new one put in front. */
export function changeCharts(
  charts: readonly ChartDefinition[],
  before: ChartDefinition | null,
  after: ChartDefinition | null,
): ChartDefinition[] {
  const old = before && spellChart(before);
  const isKnown = charts.some((chart) => spellChart(chart) === old);
  if (!isKnown) return after ? [after, ...charts] : [...charts];
  return charts.flatMap((chart) => (spellChart(chart) !== old ? [chart] : after ? [after] : []));
}

/** Return the charts that are not among those of one's own. */
export function dropPinned(
  charts: readonly ChartDefinition[],
  own: readonly ChartDefinition[],
): readonly ChartDefinition[] {
  const pinned = new Set(own.map(spellChart));
  return pinned.size ? charts.filter((chart) => !pinned.has(spellChart(chart))) : charts;
}
