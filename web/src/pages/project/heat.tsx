/** Cells coloured by their value, over the range of what is in sight. */

import type { ReactNode } from "react";
import { readNumber } from "../../lib/numbers";
import { type ShownColumn, spellColumn } from "./columns";
import css from "./RunsTable.module.css";
import { type CellContext, colourOf } from "./row-cells";
import type { Item } from "./use-list";

/** The colours of a column span what is in sight. */
export function rangesOf(
  items: readonly Item[],
  columns: readonly ShownColumn[],
  places: ReadonlyMap<string, number>,
): Map<string, { min: number; max: number }> {
  const ranges = new Map<string, { min: number; max: number }>();
  for (const column of columns.filter((one) => one.look === "heat")) {
    const key = spellColumn(column);
    const values = items
      .flatMap((item) => numberIn(item, places.get(key) ?? -1) ?? [])
      .filter(Number.isFinite);
    if (values.length) ranges.set(key, { min: Math.min(...values), max: Math.max(...values) });
  }
  return ranges;
}

function numberIn(item: Item, place: number): number | null {
  if (item.kind === "run") return readNumber(item.row.cells[place]);
  return item.kind === "group" ? readNumber(item.group.cells[place]?.mean) : null;
}

/** Return a cell before its colour. */
export function withColour(
  cell: ReactNode,
  item: Item,
  column: ShownColumn | undefined,
  context: CellContext,
): ReactNode {
  const place = column && context.places.get(spellColumn(column));
  const colour = column && place !== undefined ? colourOf(numberIn(item, place), column, context) : undefined;
  if (!colour) return cell;
  return (
    <>
      <span className={css.heat} style={{ background: colour }} />
      {cell}
    </>
  );
}
