/** One field of many runs as an axis can have it: numbers, times, or categories. */

import { readNumber } from "./numbers";

export type FieldKind = "number" | "time" | "text" | "bool";

export interface FieldColumn {
  name: string;
  kind: FieldKind;
  /** Numbers, microseconds since 1970 UTC, or the place among the categories; NaN where a run has nothing. */
  values: Float64Array;
  /** Texts in the order of the axis; null for numbers and times. */
  categories: readonly string[] | null;
}

/** Return the column of cells as a table has them; `isTime` says that numbers are times. */
export function makeFieldColumn(name: string, cells: readonly unknown[], isTime: boolean): FieldColumn {
  const present = cells.filter((cell) => cell !== null && cell !== undefined);
  if (present.every((cell) => readNumber(cell) !== null)) {
    const values = Float64Array.from(cells, (cell) => readNumber(cell) ?? Number.NaN);
    return { name, kind: isTime ? "time" : "number", values, categories: null };
  }
  const isBool = present.every((cell) => typeof cell === "boolean");
  const words = cells.map((cell) => (cell === null || cell === undefined ? null : spell(cell)));
  const categories = [...new Set(words.filter((word) => word !== null))].sort(compareWords);
  const places = new Map(categories.map((word, i) => [word, i]));
  const values = Float64Array.from(words, (word) =>
    word === null ? Number.NaN : (places.get(word) ?? Number.NaN),
  );
  return { name, kind: isBool ? "bool" : "text", values, categories };
}

function spell(cell: unknown): string {
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

function compareWords(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

/** From a hundredfold on an even axis shows little of the small values. */
const MANY_TIMES = 100;

/** Say whether an axis of these values is better logarithmic. */
export function suggestsLog({ kind, values }: FieldColumn): boolean {
  if (kind !== "number") return false;
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return min > 0 && max / min >= MANY_TIMES && Number.isFinite(max);
}
