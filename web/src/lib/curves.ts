/** Questions about curves whose points lie in the order of x: where is the nearest, how far do they reach. */

export interface Range {
  min: number;
  max: number;
}

/** What of a chart is to be shown; y as the curves need it where it is null. */
export interface Zoom {
  x: Range;
  y: Range | null;
}

/** Return the index of the value nearest to `wanted` in a rising column; -1 where it is empty. */
export function findNearest(column: Float64Array, wanted: number): number {
  const after = findFirst(column, wanted);
  if (after === 0) return column.length ? 0 : -1;
  if (after === column.length) return after - 1;
  const left = column[after - 1] ?? 0;
  const right = column[after] ?? 0;
  return wanted - left <= right - wanted ? after - 1 : after;
}

/** Return the index of the first value not below `wanted`. */
export function findFirst(column: Float64Array, wanted: number): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((column[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Return the stretch of a rising column that lies in a range, with a neighbour on either side. */
export function findStretch(column: Float64Array, range: Range): [from: number, to: number] {
  let past = findFirst(column, range.max);
  while (past < column.length && column[past] === range.max) past += 1;
  return [Math.max(0, findFirst(column, range.min) - 1), Math.min(column.length, past + 1)];
}

/** Return the range that columns span together; null where there is no finite value. */
export function spanOf(columns: Iterable<Float64Array>): Range | null {
  let min = Infinity;
  let max = -Infinity;
  for (const column of columns) {
    for (const value of column) {
      if (!Number.isFinite(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return min <= max ? { min, max } : null;
}

/** Return a range with some air at both ends; a single value gets a range of its own. */
export function widen(range: Range, share: number): Range {
  const size = range.max - range.min;
  const air = size > 0 ? size * share : Math.abs(range.max) * 0.1 || 1;
  return {
    min: Math.max(-Number.MAX_VALUE, range.min - air),
    max: Math.min(Number.MAX_VALUE, range.max + air),
  };
}

/** Return round places for ticks inside a range, about `wanted` of them. */
export function placeTicks(range: Range, wanted: number): number[] {
  const size = range.max - range.min;
  if (!(size > 0)) return [range.min];
  if (size === Infinity) return [range.min, 0, range.max];
  const step = niceStep(size / Math.max(1, wanted));
  const first = Math.ceil(range.min / step - 1e-9);
  const count = Math.floor(range.max / step + 1e-9) - first + 1;
  const places = Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return [...new Set(places)]; // neighbours among the greatest numbers are one
}

/** Return ticks for a logarithmic axis: powers of ten, and what lies between where there are few. */
export function placeLogTicks(range: Range, wanted: number): number[] {
  const low = Math.log10(range.min);
  const high = Math.log10(range.max);
  if (high - low < 1) return placeTicks(range, wanted).filter((tick) => tick > 0);
  const every = Math.max(1, Math.ceil((high - low) / wanted));
  const ticks: number[] = [];
  for (let power = Math.ceil(low - 1e-9); power <= high + 1e-9; power++) {
    if (power % every === 0) ticks.push(10 ** power);
  }
  return ticks;
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  if (share < 1.4) return power;
  if (share < 3.2) return 2 * power;
  if (share < 7.1) return 5 * power;
  return 10 * power;
}
