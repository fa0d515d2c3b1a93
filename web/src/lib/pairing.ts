/** One series over another: each point gets what the other one said at that step, or last said before it. */

import { findFirst } from "./curves";

/** Return for each of the rising `steps` the value of another series at or before it; NaN before its first. */
export function pairWith(
  steps: Float64Array,
  otherSteps: Float64Array,
  otherValues: Float64Array,
): Float64Array {
  const out = new Float64Array(steps.length).fill(Number.NaN);
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] ?? 0;
    let at = findFirst(otherSteps, step);
    while (at < otherSteps.length && otherSteps[at] === step) at += 1; // of several at one step the last
    if (at > 0) out[i] = otherValues[at - 1] ?? Number.NaN;
  }
  return out;
}
