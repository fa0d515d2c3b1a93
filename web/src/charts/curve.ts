/** What a chart draws: typed arrays with a look; nothing here knows where they come from. */

import { findStretch, type Range, spanOf, widen } from "../lib/curves";
import { smooth } from "../lib/smoothing";

export interface Curve {
  key: string;
  label: string;
  /** The slot of the palette (`lib/palette`). */
  slot: number;
  /** Rising. */
  x: Float64Array;
  y: Float64Array;
  /** What the buckets hide: the least and greatest value of each; null for raw points. */
  low: Float64Array | null;
  high: Float64Array | null;
  weight: Float64Array | null;
  /** More points may come. */
  live: boolean;
}

export interface DrawnCurve extends Curve {
  /** The line in full strength: `y` itself, or smoothed. */
  line: Float64Array;
}

/** Return curves with the line that is drawn in full strength. */
export function smoothCurves(curves: readonly Curve[], amount: number): DrawnCurve[] {
  return curves.map((curve) => {
    const reach = spanOf([curve.x]);
    return { ...curve, line: smooth(curve, amount, reach ? reach.max - reach.min : 0) };
  });
}

/** The first bucket of a series that starts at 0 ends a little behind it. */
const NEAR_ZERO = 0.03;

/** Return the range of x that curves span together. */
export function spanX(curves: readonly Curve[]): Range {
  const span = spanOf(curves.map((curve) => curve.x)) ?? { min: 0, max: 1 };
  return span.min > 0 && span.min < (span.max - span.min) * NEAR_ZERO ? { min: 0, max: span.max } : span;
}

/** Return the range of y inside a range of x, spikes included; only what is positive on a log axis. Null
 * where there is nothing to show. */
export function spanY(curves: readonly DrawnCurve[], x: Range, isLog: boolean): Range | null {
  let min = Infinity;
  let max = -Infinity;
  for (const curve of curves) {
    const [from, to] = findStretch(curve.x, x);
    for (const column of [curve.low ?? curve.y, curve.high ?? curve.y]) {
      for (let i = from; i < to; i++) {
        const value = column[i] ?? Number.NaN;
        if (!Number.isFinite(value) || (isLog && value <= 0)) continue;
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
  }
  if (min > max) return null;
  return isLog ? widenLog({ min, max }) : widen({ min, max }, 0.05);
}

function widenLog(range: Range): Range {
  const decades = Math.log10(range.max) - Math.log10(range.min);
  const air = decades > 0 ? 10 ** (decades * 0.05) : 2;
  return {
    min: Math.max(Number.MIN_VALUE, range.min / air),
    max: Math.min(Number.MAX_VALUE, range.max * air),
  };
}
