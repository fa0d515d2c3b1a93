/** One curve of many: the mean over a common grid, with a band that says how far the runs lie apart. */

import type { BandKind } from "./chart-choices";
import { findFirst, spanOf } from "./curves";

/** One run's part, in the order of x. */
export interface BandSource {
  x: Float64Array;
  y: Float64Array;
  low: Float64Array | null;
  high: Float64Array | null;
}

export interface Band {
  x: Float64Array;
  mean: Float64Array;
  low: Float64Array;
  high: Float64Array;
  /** How many runs reach each place. */
  count: Float64Array;
}

const MOST_PLACES = 640;

/**
 * Return the mean of curves with a band: a standard deviation (of a sample, n - 1) or standard error on
 * either side, or the least and greatest value of any run near the place, spikes included.
 *
 * Runs that have points at the same places are averaged there; others on a grid of even distances, where
 * each run is a straight line between its points. No run counts before its first or behind its last.
 */
export function bandOf(sources: readonly BandSource[], kind: BandKind): Band {
  const finite = sources.map(dropGaps).filter((source) => source.x.length > 0);
  const grid = commonGrid(finite);
  const size = grid.length;
  const band: Band = {
    x: grid,
    mean: new Float64Array(size),
    low: new Float64Array(size),
    high: new Float64Array(size),
    count: new Float64Array(size),
  };
  const columns = finite.map((source) => readAt(source, grid));
  for (let i = 0; i < size; i++) fillPlace(band, columns, i, kind);
  if (kind === "range") widenToExtremes(band, finite);
  return band;
}

function dropGaps(source: BandSource): BandSource {
  if (source.y.every(Number.isFinite)) return source;
  const kept = Array.from(source.y.keys()).filter((i) => Number.isFinite(source.y[i]));
  const pick = (column: Float64Array) => Float64Array.from(kept, (i) => column[i] ?? Number.NaN);
  const { low, high } = source;
  return { x: pick(source.x), y: pick(source.y), low: low && pick(low), high: high && pick(high) };
}

function commonGrid(sources: readonly BandSource[]): Float64Array {
  const first = sources[0];
  if (!first) return new Float64Array(0);
  const longest = sources.reduce((best, { x }) => (x.length > best.length ? x : best), first.x);
  if (sources.every(({ x }) => isPrefix(x, longest))) return longest;
  const span = spanOf(sources.map(({ x }) => x)) ?? { min: 0, max: 0 };
  const places = Math.max(2, Math.min(MOST_PLACES, longest.length));
  return Float64Array.from(
    { length: places },
    (_, i) => span.min + ((span.max - span.min) * i) / (places - 1),
  );
}

/** A run that was stopped early still has its points where the others have theirs. */
function isPrefix(column: Float64Array, whole: Float64Array): boolean {
  return column.every((x, i) => x === whole[i]);
}

/** Return the values of a run at places; NaN where it does not reach. */
function readAt({ x, y }: BandSource, places: Float64Array): Float64Array {
  const last = x.length - 1;
  const slack = (Math.max(...[x[0] ?? 0, x[last] ?? 0].map(Math.abs)) || 1) * 1e-9; // a grid's own rounding
  return places.map((place) => {
    if (place < (x[0] ?? 0) - slack || place > (x[last] ?? 0) + slack) return Number.NaN;
    const at = findFirst(x, place);
    if (at <= 0) return y[0] ?? Number.NaN;
    if (at > last) return y[last] ?? Number.NaN;
    const left = x[at - 1] ?? 0;
    const right = x[at] ?? 0;
    const share = right > left ? (place - left) / (right - left) : 1;
    return (y[at - 1] ?? 0) * (1 - share) + (y[at] ?? 0) * share;
  });
}

function fillPlace(band: Band, columns: readonly Float64Array[], i: number, kind: BandKind): void {
  let count = 0;
  let mean = 0;
  let squares = 0;
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    const value = column[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    count += 1;
    const away = value - mean;
    mean += away / count;
    squares += away * (value - mean);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const deviation = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
  const half = kind === "stderr" ? deviation / Math.sqrt(count || 1) : deviation;
  band.count[i] = count;
  band.mean[i] = count ? mean : Number.NaN;
  band.low[i] = count ? (kind === "range" ? low : mean - half) : Number.NaN;
  band.high[i] = count ? (kind === "range" ? high : mean + half) : Number.NaN;
}

/** What lies between two places of the grid belongs to the nearer one. */
function widenToExtremes(band: Band, sources: readonly BandSource[]): void {
  const { x: grid, low, high } = band;
  for (const source of sources) {
    for (let i = 0; i < source.x.length; i++) {
      const place = source.x[i] ?? 0;
      const after = Math.min(findFirst(grid, place), grid.length - 1);
      const isBefore = after > 0 && place - (grid[after - 1] ?? 0) < (grid[after] ?? 0) - place;
      const at = isBefore ? after - 1 : after;
      const least = (source.low ?? source.y)[i] ?? Number.NaN;
      const most = (source.high ?? source.y)[i] ?? Number.NaN;
      if (least < (low[at] ?? Infinity)) low[at] = least;
      if (most > (high[at] ?? -Infinity)) high[at] = most;
    }
  }
}
