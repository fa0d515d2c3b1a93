/** A read-only table of any length, windowed both ways by rows; cells come when they are there. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { formatCount } from "../lib/numbers";
import { joinClasses } from "./classes";
import css from "./RowGrid.module.css";

const ROW = 26;
const CHARACTER = 7.3;
const [NARROWEST, WIDEST] = [56, 360];
/** Rows by which widths are chosen. */
const SAMPLE = 50;

export interface GridColumn {
  name: string;
  /** The type, under the name; empty where nothing is known. */
  hint?: string;
}

interface RowGridProps {
  label: string;
  columns: readonly GridColumn[];
  count: number;
  /** One row; undefined while it is read. */
  rowAt: (index: number) => readonly unknown[] | undefined;
  /** Told which rows are in sight. */
  onRange?: (first: number, last: number) => void;
}

/** Heads that stay, a number before each row, and cells as text. */
export function RowGrid({ label, columns, count, rowAt, onRange }: RowGridProps) {
  const scroll = useRef<HTMLElement>(null);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 15,
  });
  const hasSample = rowAt(0) !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: widths are chosen once rows are there, then stay
  const widths = useMemo(() => chooseWidths(columns, count, rowAt), [columns, count, hasSample]);
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => widths[index] ?? NARROWEST,
    overscan: 4,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: other widths are measured anew
  useEffect(() => across.measure(), [widths]);
  const items = rows.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items[items.length - 1]?.index ?? 0];
  useEffect(() => {
    if (count > 0) onRange?.(first, last);
  }, [first, last, count, onRange]);
  const numbers = formatCount(count).length * CHARACTER + 20;
  const width = across.getTotalSize() + numbers;
  const shown = across.getVirtualItems();
  return (
    <section
      ref={scroll}
      className={css.scroll}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls has to be reached by keyboard
      tabIndex={0}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a windowed table is laid out by hand */}
      <div role="table" aria-rowcount={count + 1} aria-colcount={columns.length} style={{ width }}>
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: rows are read, not chosen */}
        <div role="row" className={css.head} style={{ width }}>
          <span className={css.number} style={{ width: numbers }} />
          {shown.map((column) => (
            // biome-ignore lint/a11y/useSemanticElements: as above
            // biome-ignore lint/a11y/useFocusableInteractive: heads are read, not chosen
            <span
              key={column.key}
              role="columnheader"
              className={typeof rowAt(0)?.[column.index] === "number" ? css.right : undefined}
              title={columns[column.index]?.name}
              style={{ left: column.start + numbers, width: column.size }}
            >
              {columns[column.index]?.name}
              {columns[column.index]?.hint && <small>{columns[column.index]?.hint}</small>}
            </span>
          ))}
        </div>
        <div style={{ height: rows.getTotalSize(), position: "relative" }}>
          {items.map((item) => {
            const row = rowAt(item.index);
            return (
              // biome-ignore lint/a11y/useSemanticElements: as above
              // biome-ignore lint/a11y/useFocusableInteractive: rows are read, not chosen
              <div
                key={item.key}
                role="row"
                aria-rowindex={item.index + 2}
                className={css.row}
                style={{ width, transform: `translateY(${item.start}px)` }}
              >
                <span className={css.number} style={{ width: numbers }} aria-hidden="true">
                  {formatCount(item.index + 1)}
                </span>
                {shown.map((column) => (
                  <Cell
                    key={column.key}
                    value={row === undefined ? undefined : (row[column.index] ?? null)}
                    left={column.start + numbers}
                    width={column.size}
                  />
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </section>
  );
}

function Cell({ value, left, width }: { value: unknown; left: number; width: number }) {
  const text = spell(value);
  const isNumber = typeof value === "number";
  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed table is laid out by hand
    <span
      role="cell"
      className={joinClasses(isNumber && css.right, value === null && css.dim)}
      style={{ left, width }}
      title={text.length * CHARACTER > width ? text : undefined}
    >
      <bdi>{text}</bdi>
    </span>
  );
}

function spell(value: unknown): string {
  if (value === undefined) return "…";
  if (value === null) return "–";
  return typeof value === "string" ? value : String(value);
}

function chooseWidths(
  columns: readonly GridColumn[],
  count: number,
  rowAt: (index: number) => readonly unknown[] | undefined,
): number[] {
  const widest = columns.map((column) => Math.max(column.name.length, column.hint?.length ?? 0));
  for (let index = 0; index < Math.min(SAMPLE, count); index++)
    rowAt(index)?.forEach((value, place) => {
      widest[place] = Math.max(widest[place] ?? 0, spell(value).length);
    });
  return widest.map((length) => Math.min(WIDEST, Math.max(NARROWEST, Math.ceil(length * CHARACTER + 22))));
}
