/** Runs as charts draw them, and series as they come from the server. */

import type { Run } from "../../api/types";
import type { Curve } from "../../charts/curve";
import { formatCount } from "../../lib/numbers";
import type { Packed, PackedSeries } from "../../lib/packed";
import type { XKind } from "../../lib/x-kind";
import { nameOf } from "../run/facts";

export interface DrawnRun {
  uid: string;
  id: string;
  label: string;
  slot: number;
  created_at: number;
  live: boolean;
}

/** Return a run with its look. */
export function drawRun(run: Run, slot: number): DrawnRun {
  const { uid, id, created_at } = run;
  return { uid, id, label: nameOf(run), slot, created_at, live: run.state === "running" };
}

const NOTHING = new Float64Array(0);

/** Return the curves of a packed answer; each series belongs to the run that asked for it. */
export function makeCurves(packed: Packed, runs: readonly DrawnRun[], kind: XKind): Curve[] {
  const byUid = new Map(runs.map((run) => [run.uid, run]));
  return packed.series.flatMap((series) => {
    const run = byUid.get(series.block.run);
    return run && series.block.rows > 0 ? [makeCurve(series, run, kind)] : [];
  });
}

function makeCurve({ block, columns }: PackedSeries, run: DrawnRun, kind: XKind): Curve {
  const column = (name: string) => columns.get(name) ?? NOTHING;
  const curve: Curve = {
    key: run.uid,
    label: run.label,
    slot: run.slot,
    x: placeOnAxis(column("step"), column("time"), kind, run.created_at),
    y: column(block.raw ? "value" : "mean"),
    low: block.raw ? null : column("min"),
    high: block.raw ? null : column("max"),
    weight: block.raw ? null : column("count"),
    live: run.live,
  };
  return kind === "step" ? curve : sortCurve(curve);
}

function placeOnAxis(steps: Float64Array, times: Float64Array, kind: XKind, start: number): Float64Array {
  if (kind === "step") return steps;
  return times.map((time) => (time - (kind === "elapsed" ? start : 0)) / 1e6);
}

/** Points lie in the order of their steps; where sessions ran side by side their times do not rise. */
function sortCurve(curve: Curve): Curve {
  const { x } = curve;
  let rises = true;
  for (let i = 1; i < x.length && rises; i++) rises = (x[i] ?? 0) >= (x[i - 1] ?? 0);
  if (rises) return curve;
  const order = Array.from(x.keys()).sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0));
  const pick = (column: Float64Array) => Float64Array.from(order, (index) => column[index] ?? Number.NaN);
  const { low, high, weight } = curve;
  return {
    ...curve,
    x: pick(x),
    y: pick(curve.y),
    low: low && pick(low),
    high: high && pick(high),
    weight: weight && pick(weight),
  };
}

/** Return what a chart hides: `12,400 points in 640 buckets`. */
export function describePoints(packed: Packed): string {
  let points = 0;
  let buckets = 0;
  let hidden = 0;
  for (const { block } of packed.series) {
    points += block.total;
    hidden += block.hidden;
    if (!block.raw) buckets = Math.max(buckets, block.rows);
  }
  if (points === 0) return "";
  const words = `${formatCount(points)} point${points === 1 ? "" : "s"}`;
  const inBuckets = buckets ? ` in ${formatCount(buckets)} buckets` : "";
  return `${words}${inBuckets}${hidden ? ` · ${formatCount(hidden)} written anew` : ""}`;
}
