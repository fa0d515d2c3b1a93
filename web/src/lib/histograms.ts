/** Histograms by step as one grid: each step a column, the same bins for all. */

import { readNumber } from "./numbers";

export interface HistogramPoint {
  step: number;
  edges: Float64Array;
  /** The share of all values in each bin. */
  shares: Float64Array;
}

export interface HistogramGrid {
  steps: Float64Array;
  /** One more than there are bins. */
  edges: Float64Array;
  /** By step, then by bin: the share of the step's values. */
  shares: Float64Array;
}

/** Return the histogram of a point as it travels, with counts or densities between its edges; null where it is
 * none. */
export function readHistogram(text: string, step: number): HistogramPoint | null {
  const point = parse(text);
  const edges = readColumn(point?.edges);
  const counts = readColumn(point?.counts);
  const densities = readColumn(point?.densities);
  const between = counts ?? densities;
  if (!edges || !between || edges.length !== between.length + 1) return null;
  const mass = between.map((value, i) => (counts ? value : value * ((edges[i + 1] ?? 0) - (edges[i] ?? 0))));
  const total = mass.reduce((sum, value) => sum + value, 0) || 1;
  return { step, edges, shares: mass.map((value) => value / total) };
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function readColumn(value: unknown): Float64Array | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const column = Float64Array.from(value, (item) => readNumber(item) ?? Number.NaN);
  return column.every(Number.isFinite) ? column : null;
}

/** Return histograms on common bins; what a bin of theirs holds is spread evenly over it. */
export function makeGrid(points: readonly HistogramPoint[], bins: number): HistogramGrid {
  const sorted = [...points].sort((a, b) => a.step - b.step);
  const low = Math.min(...sorted.map(({ edges }) => edges[0] ?? Infinity));
  const high = Math.max(...sorted.map(({ edges }) => edges[edges.length - 1] ?? -Infinity));
  const size = (high - low || 1) / bins;
  const grid: HistogramGrid = {
    steps: Float64Array.from(sorted, (point) => point.step),
    edges: Float64Array.from({ length: bins + 1 }, (_, i) => low + i * size),
    shares: new Float64Array(sorted.length * bins),
  };
  sorted.forEach((point, at) => {
    const row = grid.shares.subarray(at * bins, (at + 1) * bins);
    point.shares.forEach((share, i) => {
      spread(row, share, ((point.edges[i] ?? 0) - low) / size, ((point.edges[i + 1] ?? 0) - low) / size);
    });
  });
  return grid;
}

/** Add a share to the bins between two places, which are counted in bins. */
function spread(row: Float64Array, share: number, from: number, to: number): void {
  const last = row.length - 1;
  if (!(to - from > 1e-9)) {
    const at = Math.max(0, Math.min(last, Math.floor(from)));
    row[at] = (row[at] ?? 0) + share;
    return;
  }
  for (let i = Math.max(0, Math.floor(from)); i <= Math.min(last, Math.ceil(to) - 1); i++) {
    const part = Math.min(to, i + 1) - Math.max(from, i);
    row[i] = (row[i] ?? 0) + (share * Math.max(0, part)) / (to - from);
  }
}
