/** A line chart before it is painted: smoothed curves, what the axes span, and what they leave out. */

import { findStretch, type Range, spanOf, widen } from "../lib/curves";
import { countOf } from "../lib/numbers";
import { findCore } from "../lib/outliers";
import { type Smoothing, smooth } from "../lib/smoothing";
import type { XKind } from "../lib/x-kind";
import type { Curve, DrawnCurve } from "./curve";

export interface LineSettings {
  smoothing: Smoothing;
  logX: boolean;
  logY: boolean;
  ignoreOutliers: boolean;
  x: XKind;
  /** The range of x to show; null for all. */
  zoom: Range | null;
  /** The range of y to show; null for what the curves need. */
  zoomY: Range | null;
}

export interface LineScene {
  curves: readonly DrawnCurve[];
  x: Range;
  y: Range;
  logX: boolean;
  logY: boolean;
  kind: XKind;
  /** No value can be shown. */
  isBlank: boolean;
  /** Values beyond the y axis because outliers are left out, not because of a zoom; a bucket counts once for either
   * side. */
  beyond: number;
  /** Values at or below 0 on a log axis. */
  unseen: number;
}

/** What an axis spans where it has nothing to show. */
const BLANK: Range = { min: 1, max: 2 };

/** Return the scene of curves under settings. */
export function makeScene(curves: readonly Curve[], settings: LineSettings): LineScene {
  const { smoothing, logY, ignoreOutliers, x: kind, zoom, zoomY } = settings;
  const logX = settings.logX && kind !== "time";
  const drawn = curves.map((curve) => {
    const reach = spanOf([curve.x]);
    return { ...curve, line: smooth(curve, smoothing, reach ? reach.max - reach.min : 0) };
  });
  const x = readZoom(zoom, logX) ?? spanX(drawn, logX);
  const reach = spanY(drawn, x, logY, ignoreOutliers);
  const ownY = readZoom(zoomY, logY);
  const unseenX = logX ? countBelow(drawn) : 0;
  return {
    curves: drawn,
    x,
    y: ownY ?? reach.range ?? BLANK,
    logX,
    logY,
    kind,
    isBlank: reach.range === null,
    beyond: ownY ? 0 : reach.beyond,
    unseen: reach.unseen + unseenX,
  };
}

/** Return what a scene leaves out: `3 points beyond`. */
export function describeScene(scene: LineScene): string {
  const parts: string[] = [];
  const isRaw = scene.curves.every((curve) => curve.low === null);
  if (scene.beyond) parts.push(`${countOf(scene.beyond, isRaw ? "point" : "bucket")} beyond`);
  if (scene.unseen) parts.push(`${countOf(scene.unseen, "point")} not above 0`);
  return parts.join(" · ");
}

function readZoom(zoom: Range | null, isLog: boolean): Range | null {
  return zoom && isLog && zoom.min <= 0 ? null : zoom;
}

/** The first bucket of a series that starts at 0 ends a little behind it. */
const NEAR_ZERO = 0.03;

/** Return the range of x that curves span together; only what is positive on a log axis. */
function spanX(curves: readonly Curve[], isLog: boolean): Range {
  const columns = curves.map(({ x }) => (isLog ? x.filter((place) => place > 0) : x));
  const span = spanOf(columns) ?? (isLog ? BLANK : { min: 0, max: 1 });
  if (isLog) return span.max > span.min ? span : { min: span.min / 2, max: span.max * 2 };
  return span.min > 0 && span.min < (span.max - span.min) * NEAR_ZERO ? { min: 0, max: span.max } : span;
}

function countBelow(curves: readonly Curve[]): number {
  let count = 0;
  for (const { x } of curves) for (const place of x) if (place <= 0) count += 1;
  return count;
}

interface Reach {
  /** Null where there is nothing to show. */
  range: Range | null;
  beyond: number;
  unseen: number;
}

/** Return the range of y inside a range of x, spikes included unless they are to be ignored; only what is
 * positive on a log axis. */
function spanY(curves: readonly DrawnCurve[], x: Range, isLog: boolean, ignoreOutliers: boolean): Reach {
  const values = listValues(curves, x);
  const shown = values.filter((value) => Number.isFinite(value) && !(isLog && value <= 0));
  const unseen = isLog ? values.filter((value) => value <= 0).length : 0;
  const whole = spanOf([shown]);
  if (!whole) return { range: null, beyond: 0, unseen };
  const core = (ignoreOutliers && findCoreOf(shown, isLog)) || whole;
  const range = isLog ? widenLog(core) : widen(core, 0.05);
  const beyond = shown.filter((value) => value < range.min || value > range.max).length;
  return { range, beyond, unseen };
}

function findCoreOf(values: Float64Array, isLog: boolean): Range | null {
  if (!isLog) return findCore(values);
  const core = findCore(values.map(Math.log));
  return core && { min: Math.exp(core.min) * (1 - 1e-12), max: Math.exp(core.max) * (1 + 1e-12) };
}

function listValues(curves: readonly DrawnCurve[], x: Range): Float64Array {
  const columns = curves.flatMap((curve) => {
    const [from, to] = findStretch(curve.x, x);
    const low = (curve.low ?? curve.y).subarray(from, to);
    return curve.high ? [low, curve.high.subarray(from, to)] : [low];
  });
  const all = new Float64Array(columns.reduce((size, column) => size + column.length, 0));
  let at = 0;
  for (const column of columns) {
    all.set(column, at);
    at += column.length;
  }
  return all;
}

function widenLog(range: Range): Range {
  const decades = Math.log10(range.max) - Math.log10(range.min);
  const air = decades > 0 ? 10 ** (decades * 0.05) : 2;
  return {
    min: Math.max(Number.MIN_VALUE, range.min / air),
    max: Math.min(Number.MAX_VALUE, range.max * air),
  };
}
