/** Steps of several series under one slider. */

/** Return all steps of some series, each once, rising. */
export function joinSteps(series: readonly (readonly number[])[]): number[] {
  return [...new Set(series.flat())].sort((a, b) => a - b);
}

/** Return where the last step lies that is not above `wanted`; the first where all are above; -1 for none. */
export function placeOfStep(steps: readonly number[], wanted: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] ?? 0) <= wanted) low = middle + 1;
    else high = middle;
  }
  return steps.length === 0 ? -1 : Math.max(0, low - 1);
}
