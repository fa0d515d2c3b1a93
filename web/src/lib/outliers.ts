/** Where most values lie: few that are far out shall not flatten the rest. */

import type { Range } from "./curves";

const TAIL = 0.05;

/**
 * Return the range between two quantiles, widened by its own size on either side, but not beyond the
 * values; null where there are none. NaN and infinities are left out.
 */
export function findCore(values: Float64Array): Range | null {
  const finite = values.filter(Number.isFinite).sort();
  if (finite.length === 0) return null;
  const last = finite.length - 1;
  const low = finite[Math.round(last * TAIL)] ?? 0;
  const high = finite[Math.round(last * (1 - TAIL))] ?? 0;
  const size = high - low;
  return {
    min: Math.max(finite[0] ?? low, low - size),
    max: Math.min(finite[last] ?? high, high + size),
  };
}
