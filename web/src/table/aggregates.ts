/** The statistics of a series that a column can show. */

export const AGGREGATES = [
  ["last", "Last"],
  ["min", "Least"],
  ["max", "Greatest"],
  ["mean", "Mean"],
  ["first", "First"],
  ["variance", "Variance"],
  ["count", "Number of points"],
] as const;

export type AggregateName = (typeof AGGREGATES)[number][0];

/** Say whether a word names a statistic. */
export function isAggregate(word: string): word is AggregateName {
  return AGGREGATES.some(([name]) => name === word);
}
