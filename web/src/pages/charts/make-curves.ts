/** From series as they come from the server to curves as they are drawn. */

import type { Curve } from "../../charts/curve";
import { bandOf } from "../../lib/bands";
import type { BandKind } from "../../lib/chart-choices";
import { findStretch, type Range, spanOf } from "../../lib/curves";
import { formatCount } from "../../lib/numbers";
import type { Packed, PackedSeries } from "../../lib/packed";
import { pairWith } from "../../lib/pairing";
import { kindOfX, pathOfX, type XChoice } from "../../lib/x-kind";
import type { DrawnRun } from "./drawn";

const NOTHING = new Float64Array(0);

export interface CurveQuestion {
  runs: readonly DrawnRun[];
  paths: readonly string[];
  x: XChoice;
  band: BandKind;
}

/** Return the curves of a packed answer, in the order of the runs; runs of a group become one curve. */
export function makeCurves(packed: Packed, question: CurveQuestion): Curve[] {
  return groupCurves(makeSingles(packed, question), question.band);
}

interface Single {
  run: DrawnRun;
  curve: Curve;
}

function makeSingles(packed: Packed, { runs, paths, x }: CurveQuestion): Single[] {
  const found = new Map(packed.series.map((one) => [`${one.block.run} ${one.block.path}`, one]));
  const xPath = pathOfX(x);
  return runs.flatMap((run) =>
    paths.flatMap((path, index) => {
      const series = found.get(`${run.uid} ${path}`);
      if (!series || series.block.rows === 0) return [];
      const curve = makeCurve(series, run, x, xPath === null ? null : found.get(`${run.uid} ${xPath}`));
      const look = lookAt(run, path, index, runs, paths);
      return curve.x.length ? [{ run, curve: { ...curve, ...look } }] : [];
    }),
  );
}

type Look = Pick<Curve, "key" | "label" | "slot" | "stroke">;

/** Colours tell runs apart, dashes their series; where one run is drawn alone, colours tell its series. */
function lookAt(
  run: DrawnRun,
  path: string,
  index: number,
  runs: readonly DrawnRun[],
  paths: readonly string[],
): Look {
  if (paths.length === 1) return { key: run.uid, label: run.label, slot: run.slot, stroke: 0 };
  const key = `${run.uid} ${path}`;
  if (runs.length === 1) return { key, label: path, slot: run.slot + index, stroke: 0 };
  return { key, label: `${run.label} · ${path}`, slot: run.slot, stroke: index };
}

function makeCurve(
  { block, columns }: PackedSeries,
  run: DrawnRun,
  x: XChoice,
  other: PackedSeries | null | undefined,
): Curve {
  const column = (name: string) => columns.get(name) ?? NOTHING;
  const step = column("step");
  const time = column("time");
  const curve: Curve = {
    key: run.uid,
    owner: run.uid,
    name: run.label,
    id: run.id,
    path: block.path,
    label: run.label,
    slot: run.slot,
    stroke: 0,
    x: step,
    y: column(block.raw ? "value" : "mean"),
    low: block.raw ? null : column("min"),
    high: block.raw ? null : column("max"),
    weight: block.raw ? null : column("count"),
    step,
    time,
    count: null,
    live: run.live,
  };
  switch (kindOfX(x)) {
    case "step":
      return curve;
    case "value":
      return sortCurve({ ...curve, x: other ? placeOnOther(step, other) : step.map(() => Number.NaN) });
    case "elapsed":
      return sortCurve({ ...curve, x: time.map((micros) => (micros - run.created_at) / 1e6) });
    case "time":
      return sortCurve({ ...curve, x: time.map((micros) => micros / 1e6) });
  }
}

function placeOnOther(step: Float64Array, { block, columns }: PackedSeries): Float64Array {
  const values = columns.get(block.raw ? "value" : "mean") ?? NOTHING;
  return pairWith(step, columns.get("step") ?? NOTHING, values);
}

/** Points lie in the order of their steps; times and other series need not rise with them. What has no place
 * on the axis is left out. */
function sortCurve(curve: Curve): Curve {
  const { x } = curve;
  let rises = true;
  for (let i = 0; i < x.length && rises; i++)
    rises = (x[i] ?? 0) >= (x[i - 1] ?? -Infinity) && x[i] !== Infinity;
  if (rises) return curve;
  const order = Array.from(x.keys())
    .filter((i) => Number.isFinite(x[i]))
    .sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0));
  const pick = (column: Float64Array) => Float64Array.from(order, (index) => column[index] ?? Number.NaN);
  const { low, high, weight, step, time } = curve;
  return {
    ...curve,
    x: pick(x),
    y: pick(curve.y),
    low: low && pick(low),
    high: high && pick(high),
    weight: weight && pick(weight),
    step: step && pick(step),
    time: time && pick(time),
  };
}

function groupCurves(singles: readonly Single[], band: BandKind): Curve[] {
  const groups = new Map<string, Single[]>();
  for (const single of singles) {
    const { group, uid } = single.run;
    const key = `${group ? `g ${group.key}` : `r ${uid}`} ${single.curve.path}`;
    groups.set(key, [...(groups.get(key) ?? []), single]);
  }
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (!first) return [];
    return first.run.group ? [joinCurves(members, band)].filter((one) => one.x.length > 0) : [first.curve];
  });
}

function joinCurves(members: readonly Single[], kind: BandKind): Curve {
  const { run, curve } = members[0] as Single;
  const group = run.group ?? { key: run.uid, label: run.label, slot: run.slot };
  const band = bandOf(
    members.map((one) => one.curve),
    kind,
  );
  return {
    ...curve,
    key: curve.key === run.uid ? group.key : `${group.key} ${curve.path}`,
    owner: group.key,
    name: group.label,
    id: "",
    label: curve.key === run.uid ? group.label : `${group.label} · ${curve.path}`,
    slot: group.slot,
    x: band.x,
    y: band.mean,
    low: band.low,
    high: band.high,
    weight: null,
    step: null,
    time: null,
    count: band.count,
    live: members.some((one) => one.run.live),
  };
}

/** Return the steps of what lies inside a range of x, one more on either side; null where nothing does. */
export function stepsWithin(packed: Packed, question: CurveQuestion, zoom: Range): Range | null {
  const columns = makeSingles(packed, question).flatMap(({ curve: { x, step } }) =>
    step ? [step.subarray(...findStretch(x, zoom))] : [],
  );
  return spanOf(columns);
}

/** Return what a chart hides: `12,400 points in 640 buckets`. */
export function describePoints(packed: Packed, paths: readonly string[]): string {
  let points = 0;
  let buckets = 0;
  let hidden = 0;
  for (const { block } of packed.series) {
    if (!paths.includes(block.path)) continue;
    points += block.total;
    hidden += block.hidden;
    if (!block.raw) buckets = Math.max(buckets, block.rows);
  }
  if (points === 0) return "";
  const words = `${formatCount(points)} point${points === 1 ? "" : "s"}`;
  const inBuckets = buckets ? ` in ${formatCount(buckets)} buckets` : "";
  return `${words}${inBuckets}${hidden ? ` · ${formatCount(hidden)} written anew` : ""}`;
}
