/** How the best of a project came about: runs in the order of their creation. */

export type BestGoal = "minimise" | "maximise";

export interface BestSoFar {
  /** The places of the runs that have a value, oldest first; all other columns are in this order. */
  order: Int32Array;
  /** The best value of all runs until then. */
  best: Float64Array;
  /** 1 where a run was better than the one before it, -1 where it was worse, 0 where neither. */
  turns: Int8Array;
  /** 1 where a run was better than all before it. */
  records: Uint8Array;
}

/** Return the running best of values by time; NaN is no value. */
export function findBest(times: Float64Array, values: Float64Array, goal: BestGoal): BestSoFar {
  const places = Array.from(values.keys()).filter(
    (i) => !Number.isNaN(values[i]) && Number.isFinite(times[i]),
  );
  const order = Int32Array.from(places.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0)));
  const sign = goal === "maximise" ? 1 : -1;
  const best = new Float64Array(order.length);
  const turns = new Int8Array(order.length);
  const records = new Uint8Array(order.length);
  let record = Number.NaN;
  let last = Number.NaN;
  order.forEach((place, i) => {
    const value = values[place] ?? Number.NaN;
    turns[i] = Number.isNaN(last) ? 0 : Math.sign(sign * (value - last)) || 0;
    if (Number.isNaN(record) || sign * (value - record) > 0) {
      record = value;
      records[i] = 1;
    }
    best[i] = record;
    last = value;
  });
  return { order, best, turns, records };
}

/** Return the goal that a metric is likely to have, by its name and the statistic of it that is looked at. */
export function guessGoal(path: string, aggregate: string | null): BestGoal {
  if (aggregate === "max") return "maximise";
  if (aggregate === "min") return "minimise";
  return /loss|err|perplexity|mse|mae|rmse|wer|cer|latency|seconds/i.test(path) ? "minimise" : "maximise";
}
