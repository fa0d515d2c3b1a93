/** The axis that a field of runs has: numbers, a logarithm, times, or categories. */

import { placeLogTicks, placeTicks, type Range, spanOf, widen } from "../lib/curves";
import { type FieldColumn, suggestsLog } from "../lib/field-columns";
import { cutMiddle } from "../lib/field-paths";
import { formatNumber } from "../lib/numbers";
import { formatExactTime } from "../lib/times";
import { nameTicks, ticksX } from "./axes";
import type { Ticks } from "./frame";

export interface FieldAxis {
  range: Range;
  isLog: boolean;
  /** Return about so many ticks. */
  ticks: (wanted: number) => Ticks;
}

const AIR = 0.04;

/** Return the axis of a column. */
export function axisOf(column: FieldColumn): FieldAxis {
  const { categories, kind, values } = column;
  if (categories) {
    const range = { min: -0.5, max: Math.max(0.5, categories.length - 0.5) };
    return { range, isLog: false, ticks: (wanted) => tickCategories(categories, wanted) };
  }
  const span = spanOf([values]) ?? { min: 0, max: 1 };
  if (kind === "time") {
    const range = span.max > span.min ? widen(span, AIR) : { min: span.min - 1e6, max: span.max + 1e6 };
    return { range, isLog: false, ticks: (wanted) => tickTimes(range, wanted) };
  }
  const isLog = suggestsLog(column);
  const range = isLog ? widenLog(span) : widen(span, AIR);
  const place = isLog ? placeLogTicks : placeTicks;
  const ticks = (wanted: number) => {
    const places = place(range, wanted);
    return { places, names: nameTicks(places, "value") };
  };
  return { range, isLog, ticks };
}

/** Return the words for one value of a column. */
export function nameValue({ categories, kind }: FieldColumn, value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return "–";
  if (categories) return categories[value] ?? "–";
  return kind === "time" ? formatExactTime(value) : formatNumber(value);
}

/** Return where a value lies on an axis: 0 at its start, 1 at its end; NaN where it has no place. */
export function shareOn({ range: { min, max }, isLog }: FieldAxis, value: number): number {
  if (!isLog) return (value - min) / (max - min);
  return value > 0 ? Math.log(value / min) / Math.log(max / min) : Number.NaN;
}

/** Return the value at a share of an axis. */
export function valueAt({ range: { min, max }, isLog }: FieldAxis, share: number): number {
  return isLog ? min * (max / min) ** share : min + share * (max - min);
}

const NAME = 14;

function tickCategories(categories: readonly string[], wanted: number): Ticks {
  const every = Math.max(1, Math.ceil(categories.length / Math.max(1, wanted)));
  const places = Array.from(categories.keys()).filter((i) => i % every === 0);
  return { places, names: places.map((i) => cutMiddle(categories[i] ?? "", NAME)) };
}

function tickTimes(range: Range, wanted: number): Ticks {
  const seconds = ticksX({ min: range.min / 1e6, max: range.max / 1e6 }, wanted * 80, "time", false);
  return { places: seconds.map((tick) => tick * 1e6), names: nameTicks(seconds, "time") };
}

function widenLog({ min, max }: Range): Range {
  const air = (max / min) ** AIR;
  return { min: min / air, max: max * air };
}
