/** Bars of runs, or of runs that agree in a field. */

import type { BarData } from "../../charts/BarChart";
import type { BestGoal } from "../../lib/best-so-far";
import type { FieldColumn } from "../../lib/field-columns";
import { formatNumber } from "../../lib/numbers";

/** More bars than anybody compares. */
export const MOST_BARS = 200;

interface Runs {
  keys: readonly string[];
  labels: readonly string[];
  slots: Int16Array;
  goal: BestGoal;
}

/** Return a bar for each run that has a value, the best first. */
export function barsOfRuns({ keys, labels, slots, goal }: Runs, { values }: FieldColumn): BarData {
  const order = sortPlaces(values, goal).slice(0, MOST_BARS);
  return {
    keys: order.map((i) => keys[i] ?? ""),
    labels: order.map((i) => labels[i] ?? ""),
    values: Float64Array.from(order, (i) => values[i] ?? Number.NaN),
    deviations: null,
    counts: null,
    slots: Int16Array.from(order, (i) => slots[i] ?? -1),
  };
}

/** Return a bar for the runs of each value of a field: their mean, and the standard deviation of a sample. */
export function barsOfGroups(column: FieldColumn, by: FieldColumn, goal: BestGoal): BarData {
  const groups = new Map<number, number[]>();
  column.values.forEach((value, i) => {
    const group = by.values[i] ?? Number.NaN;
    if (Number.isFinite(value) && !Number.isNaN(group))
      groups.set(group, [...(groups.get(group) ?? []), value]);
  });
  const names = [...groups.keys()].map((group) => by.categories?.[group] ?? formatNumber(group));
  const members = [...groups.values()];
  const means = Float64Array.from(members, meanOf);
  const order = sortPlaces(means, goal).slice(0, MOST_BARS);
  return {
    keys: order.map((i) => names[i] ?? ""),
    labels: order.map((i) => names[i] ?? ""),
    values: Float64Array.from(order, (i) => means[i] ?? Number.NaN),
    deviations: Float64Array.from(order, (i) => deviationOf(members[i] ?? [])),
    counts: Float64Array.from(order, (i) => members[i]?.length ?? 0),
    slots: Int16Array.from(order, (_, i) => i),
  };
}

/** Return the places of values, the best first; NaN is left out. */
function sortPlaces(values: Float64Array, goal: BestGoal): number[] {
  const sign = goal === "maximise" ? -1 : 1;
  return Array.from(values.keys())
    .filter((i) => !Number.isNaN(values[i]))
    .sort((a, b) => sign * ((values[a] ?? 0) - (values[b] ?? 0)) || a - b);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
