/** A grid windowed in rows and columns: the only place that knows the windowing library. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { joinClasses } from "../ui/classes";
import css from "./Grid.module.css";
import type { GridColumn } from "./grid-columns";
import { HeaderCell } from "./HeaderCell";

export const ROW_HEIGHT = 28;
const HEAD_HEIGHT = 30;

export interface GridRow {
  key: string;
  isStrong: boolean;
  cells: (column: number) => ReactNode;
}

interface GridProps {
  label: string;
  /** The first column stays in sight. */
  columns: readonly GridColumn[];
  rowCount: number;
  /** The row at a place; null while it is on its way. */
  rowAt: (index: number) => GridRow | null;
  active: number;
  onActive: (index: number) => void;
  onRange: (first: number, last: number) => void;
  onOpen: (index: number) => void;
  onKey: (key: string, index: number) => void;
  onHover: (index: number | null) => void;
  onSort: (key: string) => void;
  onWidth: (key: string, width: number) => void;
}

/** The grid; arrow keys move the active row, Enter opens it. */
export function Grid(props: GridProps) {
  const { columns, rowCount, rowAt, active, onRange, onHover } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const pinned = columns[0];
  const rest = columns.slice(1);
  const rows = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollPaddingStart: HEAD_HEIGHT,
    paddingStart: HEAD_HEIGHT,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: rest.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => rest[index]?.width ?? 100,
    overscan: 3,
    paddingStart: pinned?.width ?? 0,
  });
  const widths = columns.map((column) => column.width).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the widths are what is measured
  useEffect(() => across.measure(), [widths]);
  const seen = rows.getVirtualItems();
  const first = seen[0]?.index ?? 0;
  const last = seen[seen.length - 1]?.index ?? 0;
  useEffect(() => onRange(first, last), [first, last, onRange]);
  const move = (index: number) => {
    const next = Math.max(0, Math.min(rowCount - 1, index));
    props.onActive(next);
    rows.scrollToIndex(next);
  };
  if (!pinned) return null;
  const total = across.getTotalSize();
  const cells = across.getVirtualItems();
  const styleOf = (start: number, size: number): CSSProperties => ({ left: start, width: size });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed grid cannot be a table element
    <div
      ref={scroll}
      className={css.grid}
      role="grid"
      aria-label={props.label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length}
      aria-activedescendant={active >= first && active <= last ? `row-${active}` : undefined}
      tabIndex={0}
      onKeyDown={(event) => onGridKey(event, props, move)}
      onPointerLeave={() => onHover(null)}
    >
      <div className={css.area} style={{ width: total, height: rows.getTotalSize() }}>
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
        <div className={css.heads} role="row" aria-rowindex={1} style={{ width: total }}>
          <HeaderCell
            column={pinned}
            index={0}
            isPinned
            style={{ width: pinned.width }}
            onSort={props.onSort}
            onWidth={props.onWidth}
          />
          {cells.map((cell) => {
            const column = rest[cell.index];
            if (!column) return null;
            return (
              <HeaderCell
                key={column.key}
                column={column}
                index={cell.index + 1}
                isPinned={false}
                style={styleOf(cell.start, cell.size)}
                onSort={props.onSort}
                onWidth={props.onWidth}
              />
            );
          })}
        </div>
        {seen.map((item) => {
          const row = rowAt(item.index);
          return (
            // biome-ignore lint/a11y/useSemanticElements: see above
            // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
            <div
              key={row?.key ?? `waiting-${item.index}`}
              id={`row-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={item.index === active}
              className={joinClasses(
                css.row,
                item.index === active && css.active,
                row?.isStrong && css.strong,
              )}
              style={{ width: total, transform: `translateY(${item.start}px)` }}
              onPointerEnter={() => onHover(item.index)}
              onClick={() => props.onActive(item.index)}
              onDoubleClick={() => props.onOpen(item.index)}
            >
              {/* biome-ignore lint/a11y/useSemanticElements: see above */}
              {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
              <div
                role="rowheader"
                aria-colindex={1}
                className={joinClasses(css.cell, css.pinned)}
                style={{ width: pinned.width }}
              >
                {row ? row.cells(0) : <span className={css.waiting} />}
              </div>
              {row &&
                cells.map((cell) => (
                  // biome-ignore lint/a11y/useSemanticElements: see above
                  // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
                  <div
                    key={rest[cell.index]?.key}
                    role="gridcell"
                    aria-colindex={cell.index + 2}
                    className={joinClasses(css.cell, rest[cell.index]?.align === "right" && css.right)}
                    style={styleOf(cell.start, cell.size)}
                  >
                    {row.cells(cell.index + 1)}
                  </div>
                ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

const PAGE = 20;

function onGridKey(
  event: KeyboardEvent<HTMLDivElement>,
  props: GridProps,
  move: (index: number) => void,
): void {
  if (event.target !== event.currentTarget) return;
  const moves: Record<string, number> = {
    ArrowDown: props.active + 1,
    ArrowUp: props.active - 1,
    PageDown: props.active + PAGE,
    PageUp: props.active - PAGE,
    Home: 0,
    End: props.rowCount - 1,
  };
  const next = moves[event.key];
  if (next !== undefined) {
    event.preventDefault();
    move(next);
  } else if (event.key === "Enter") {
    props.onOpen(props.active);
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey) {
    props.onKey(event.key, props.active);
  }
}
