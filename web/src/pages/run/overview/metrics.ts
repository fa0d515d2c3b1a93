/** What a run measured, the most telling first. */

import type { Field, Objective } from "../../../api/types";
import { isSystemPath } from "../../../lib/field-paths";

const HELD_OUT = /\b(val|valid|validation|test|eval)\b/i;
const CONFIG = /^(config|parameters|params|hparams|args)\//;

/** Return the numbers of a run: the objective, then what was measured on held-out data, then the rest. */
export function orderMetrics(fields: readonly Field[], objective: Objective | null): Field[] {
  const rank = ({ path, type }: Field) => {
    if (path === objective?.path) return 0;
    if (type !== "float_series") return 3;
    return HELD_OUT.test(path) ? 1 : 2;
  };
  return fields
    .filter((field) => isMetric(field) || field.path === objective?.path)
    .sort((a, b) => rank(a) - rank(b));
}

function isMetric({ path, type }: Field): boolean {
  return (
    !isSystemPath(path) &&
    !CONFIG.test(path) &&
    (type === "float_series" || type === "float" || type === "int")
  );
}
