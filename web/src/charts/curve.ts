/** What a line chart draws: typed arrays with a look; nothing here knows where they come from. */

export interface Curve {
  key: string;
  /** Whose it is: one key for all curves of a run, or of a group. */
  owner: string;
  /** What the owner is called. */
  name: string;
  /** The id of the run; empty for a group. */
  id: string;
  path: string;
  /** What stands beside it in lists: the name, the path, or both. */
  label: string;
  /** The slot of the palette (`lib/palette`). */
  slot: number;
  /** Which of several series of its owner. */
  stroke: number;
  /** Rising. */
  x: Float64Array;
  y: Float64Array;
  /** What the buckets hide: the least and greatest value of each; null for raw points. Of a group the band. */
  low: Float64Array | null;
  high: Float64Array | null;
  weight: Float64Array | null;
  /** Steps, and microseconds since 1970 UTC; null for groups. */
  step: Float64Array | null;
  time: Float64Array | null;
  /** Of a group: how many runs reach each place. */
  count: Float64Array | null;
  /** More points may come. */
  live: boolean;
}

export interface DrawnCurve extends Curve {
  /** The line in full strength: `y` itself, or smoothed. */
  line: Float64Array;
}

/** Say whether a curve is meant by a key: its own, or its owner's. */
export function isMeant(curve: Curve, key: string | null): boolean {
  return key !== null && (curve.key === key || curve.owner === key);
}
