/** Smoothing of curves: a moving average that knows distances and does not lag at the start. */

export interface Samples {
  x: Float64Array;
  y: Float64Array;
  /** How many points each sample stands for; one each where there are no buckets. */
  weight: Float64Array | null;
}

/**
 * Return the exponential moving average of a curve.
 *
 * The memory is a share of the curve's whole range, so that dense and sparse stretches are smoothed
 * alike; each value is divided by the weight gathered so far, so that the start is not drawn towards
 * zero or the first point. NaN stays a gap and does not spoil what follows.
 */
export function smooth(samples: Samples, amount: number, range: number): Float64Array {
  const { x, y, weight } = samples;
  const memory = range * 0.1 * amount ** 4;
  if (amount <= 0 || memory <= 0) return y;
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
