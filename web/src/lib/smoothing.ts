/** Smoothing of curves: averages that know distances and do not lag at the start. */

import type { SmoothingKind } from "./chart-choices";

export interface Samples {
  x: Float64Array;
  y: Float64Array;
  /** How many points each sample stands for; one each where there are no buckets. */
  weight: Float64Array | null;
}

export interface Smoothing {
  kind: SmoothingKind;
  /** From 0, the line itself, to 1. */
  amount: number;
}

/** The longest memory, as a share of the curve's range. */
const MOST_MEMORY = 0.1;

/**
 * Return a smoothed curve, or its own `y` where nothing is to be smoothed.
 *
 * The memory is a share of the curve's whole range, so that dense and sparse stretches are smoothed
 * alike. NaN stays a gap and does not spoil what follows.
 */
export function smooth(samples: Samples, smoothing: Smoothing, range: number): Float64Array {
  const memory = range * MOST_MEMORY * smoothing.amount ** 4;
  if (smoothing.amount <= 0 || !(memory > 0)) return samples.y;
  return smoothing.kind === "ema" ? averageBehind(samples, memory) : averageAround(samples, memory);
}

/** An exponential moving average; each value is divided by the weight gathered so far, so that the start is
 * not drawn towards zero or the first point. */
function averageBehind({ x, y, weight }: Samples, memory: number): Float64Array {
  const out = new Float64Array(y.length);
  let sum = 0;
  let total = 0;
  let last = Number.NaN;
  for (let i = 0; i < y.length; i++) {
    const value = y[i] ?? Number.NaN;
    const place = x[i] ?? 0;
    if (!Number.isFinite(value)) {
      out[i] = value;
      continue;
    }
    const mass = weight?.[i] || 1;
    const kept = Number.isNaN(last) ? 0 : Math.exp(-Math.max(0, place - last) / memory);
    sum = sum * kept + value * mass;
    total = total * kept + mass;
    last = place;
    out[i] = sum / total;
  }
  return out;
}

const REACH = 3;
const FINENESS = 128;
const BELL = Float64Array.from({ length: REACH * FINENESS + 1 }, (_, i) =>
  Math.exp(-((i / FINENESS) ** 2) / 2),
);

/** A Gaussian around each place; at the ends it is the average of what is there. */
function averageAround({ x, y, weight }: Samples, sigma: number): Float64Array {
  const out = new Float64Array(y.length);
  let from = 0;
  let to = 0;
  for (let i = 0; i < y.length; i++) {
    const value = y[i] ?? Number.NaN;
    const place = x[i] ?? 0;
    out[i] = value;
    if (!Number.isFinite(value)) continue;
    while ((x[from] ?? place) < place - REACH * sigma) from += 1;
    while (to < x.length && (x[to] ?? 0) <= place + REACH * sigma) to += 1;
    let sum = 0;
    let total = 0;
    for (let j = from; j < to; j++) {
      const other = y[j] ?? Number.NaN;
      if (!Number.isFinite(other)) continue;
      const distance = Math.abs((x[j] ?? 0) - place) / sigma;
      const mass = (BELL[Math.round(distance * FINENESS)] ?? 0) * (weight?.[j] || 1);
      sum += other * mass;
      total += mass;
    }
    out[i] = sum / total;
  }
  return out;
}
