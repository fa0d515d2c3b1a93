/** What a table's cell shows of a group of runs: the mean with its deviation, or what all share. */

import type { ReactNode } from "react";
import type { FieldType, GroupCell } from "../api/types";
import { countOf, formatExact, formatNumber, formatSpread, readNumber } from "../lib/numbers";
import { formatDuration } from "../lib/times";
import { drawCell } from "./cells";
import css from "./fields.module.css";

/** Return what a cell shows of a group. */
export function drawGroupCell(
  path: string,
  type: FieldType | undefined,
  cell: GroupCell | null | undefined,
  now: number,
): ReactNode {
  if (!cell) return null;
  if (cell.same) return drawCell(path, type, cell.value, now);
  const mean = readNumber(cell.mean);
  if (mean === null || type === "datetime") return <span className={css.dim}>{describeKinds(cell)}</span>;
  const std = readNumber(cell.std);
  if (path === "sys/running_seconds") return <span className="mono">{formatDuration(mean)}</span>;
  return (
    <span className="mono" title={describeGroupCell(cell)}>
      {formatNumber(mean)}
      {std !== null && <span className={css.spread}>± {formatSpread(std)}</span>}
    </span>
  );
}

/** Return all that a cell knows, in words. */
export function describeGroupCell(cell: GroupCell): string {
  const numbers = (["mean", "std", "min", "max"] as const).flatMap((name) => {
    const value = readNumber(cell[name]);
    return value === null ? [] : [`${WORDS[name]} ${formatExact(value)}`];
  });
  return [countOf(cell.count, "run"), ...numbers].join(", ");
}

const WORDS = { mean: "mean", std: "standard deviation", min: "least", max: "greatest" };

function describeKinds(cell: GroupCell): string {
  return cell.count > 0 ? "differs" : "";
}
