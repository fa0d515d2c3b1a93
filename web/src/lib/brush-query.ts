/** What was brushed on axes, as the text of a query. */

import { spellTime } from "./csv-lines";
import type { Range } from "./curves";
import type { FieldColumn } from "./field-columns";
import { quote, spellPath } from "./query-text";

/** A stretch of one axis. */
export interface Brush {
  path: string;
  /** The statistic of a series; the last value where none is named. */
  aggregate: string | null;
  column: FieldColumn;
  range: Range;
}

/** Return which runs lie in all brushes. */
export function listBrushed(brushes: readonly Brush[], count: number): boolean[] {
  return Array.from({ length: count }, (_, i) =>
    brushes.every((brush) => isInside(brush.column.values[i], brush.range)),
  );
}

/** Return the query that holds for what lies in all brushes; empty where there are none. */
export function spellBrushes(brushes: readonly Brush[]): string {
  return brushes.map(spellBrush).filter(Boolean).join(" AND ");
}

function isInside(value: number | undefined, { min, max }: Range): boolean {
  return value !== undefined && value >= min && value <= max;
}

function spellBrush(brush: Brush): string {
  const { column, range } = brush;
  const field = spellField(brush.path, brush.aggregate);
  if (column.categories) return spellChoice(field, brush);
  const [low, high] = column.kind === "time" ? spellTimes(range) : spellNumbers(column.values, range);
  return `${field} >= ${low} AND ${field} <= ${high}`;
}

function spellChoice(field: string, { column, range }: Brush): string {
  const words = (column.categories ?? []).filter((_, i) => isInside(i, range));
  const values = column.kind === "bool" ? words : words.map(quote);
  if (values.length === 0) return `${field} EXISTS AND NOT ${field} EXISTS`; // nothing lies there
  const either = values.map((value) => `${field} = ${value}`).join(" OR ");
  return values.length > 1 ? `(${either})` : either;
}

function spellTimes({ min, max }: Range): [string, string] {
  return [quote(spellTime(Math.floor(min))), quote(spellTime(Math.ceil(max)))];
}

/** Bounds with as few digits as tell the same runs apart. */
function spellNumbers(values: Float64Array, range: Range): [string, string] {
  const inside = (one: Range) => values.map((value) => (isInside(value, one) ? 1 : 0)).join("");
  const wanted = inside(range);
  for (let digits = 2; digits < 17; digits++) {
    const short = { min: Number(range.min.toPrecision(digits)), max: Number(range.max.toPrecision(digits)) };
    if (inside(short) === wanted) return [String(short.min), String(short.max)];
  }
  return [String(range.min), String(range.max)];
}

/** Return a field as queries name it. */
export function spellField(path: string, aggregate: string | null): string {
  const name = spellPath(path);
  return aggregate && aggregate !== "last" ? `${aggregate}(${name})` : name;
}
