/** A grid windowed in rows and columns: the only place that knows the windowing library. */

import { observeElementOffset, useVirtualizer } from "@tanstack/react-virtual";
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useMemo,
  useRef,
} from "react";
import { joinClasses } from "../ui/classes";
import css from "./Grid.module.css";
import type { GridColumn } from "./grid-columns";
import { type HeadActions, HeaderCell } from "./HeaderCell";
import { heightOf, offsetFor, scaleOf } from "./long";

const HEAD_HEIGHT = 30;
const ROW_HEIGHT = 28;

export interface GridRow {
  key: string;
  /** 1, or 2 for a row inside a group. */
  level?: number;
  /** Whether its group is open; null for a row that has nothing below it. */
  isOpen?: boolean | null;
  isSelected?: boolean;
  tone?: "plain" | "group" | "baseline";
  cells: (column: number) => ReactNode;
}

export type PickKind = "alone" | "more" | "range";

interface GridProps extends HeadActions {
  label: string;
  /** The first column stays in sight, and those that are pinned. */
  columns: readonly GridColumn[];
  rowCount: number;
  /** Pixels. */
  rowHeight?: number;
  /** Rows may stand inside others. */
  isTree?: boolean;
  /** The row at a place; null while it is on its way. */
  rowAt: (index: number) => GridRow | null;
  active: number;
  onActive: (index: number) => void;
  onRange: (first: number, last: number) => void;
  /** Called with the columns in sight, of those that scroll. */
  onAcross?: (first: number, last: number) => void;
  onOpen: (index: number) => void;
  /** A double click on a cell; says whether that was meant to change it. */
  onEdit?: (index: number, key: string) => boolean;
  /** Ctrl picks one more row, Shift all from the one that was active before. */
  onPick?: (index: number, pick: PickKind) => void;
  onFold?: (index: number, isOpen: boolean) => void;
  /** Says whether the key was meant for it. */
  onKey?: (key: string, index: number) => boolean;
  onHover?: (index: number | null) => void;
}

/** The grid; arrow keys move the active row, Enter opens it, left and right fold. */
export function Grid(props: GridProps) {
  const {
    columns,
    rowCount,
    rowAt,
    rowHeight = ROW_HEIGHT,
    active,
    onRange,
    onAcross,
    onHover,
    isTree,
  } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const { pinned, rest, pinnedWidth } = useMemo(() => splitPinned(columns), [columns]);
  const height = HEAD_HEIGHT + rowCount * rowHeight;
  const scale = useRef(1);
  scale.current = scaleOf(height, scroll.current?.clientHeight ?? 0);
  const rows = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    observeElementOffset: (list, tell) =>
      observeElementOffset(list, (offset, isMoving) => tell(offset * scale.current, isMoving)),
    overscan: 8,
    paddingStart: HEAD_HEIGHT,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: rest.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => rest[index]?.column.width ?? 100,
    overscan: 3,
    paddingStart: pinnedWidth,
  });
  const widths = columns.map((column) => column.width).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the widths are what is measured
  useEffect(() => across.measure(), [widths]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height is what is measured
  useEffect(() => rows.measure(), [rowHeight]);
  const seen = rows.getVirtualItems();
  const first = seen[0]?.index ?? 0;
  const last = seen[seen.length - 1]?.index ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a longer list has other rows in the same place
  useEffect(() => onRange(first, last), [first, last, rowCount]);
  const move = (index: number) => {
    const next = Math.max(0, Math.min(rowCount - 1, index));
    props.onActive(next);
    const list = scroll.current;
    if (!list) return;
    const start = next * rowHeight;
    const inSight = list.clientHeight - HEAD_HEIGHT;
    const offset = offsetFor(list.scrollTop * scale.current, inSight, start, start + rowHeight);
    list.scrollTop = offset / scale.current;
  };
  const total = across.getTotalSize();
  const raised = (rows.scrollOffset ?? 0) * (1 - 1 / scale.current);
  const cells = across.getVirtualItems();
  const leftmost = rest[cells[0]?.index ?? 0]?.index ?? 0;
  const rightmost = rest[cells[cells.length - 1]?.index ?? 0]?.index ?? 0;
  useEffect(() => onAcross?.(leftmost, rightmost), [onAcross, leftmost, rightmost]);
  const drawHead = ({ column, index, left }: Placed, isPinned: boolean) => (
    <HeaderCell
      key={column.key}
      column={column}
      index={index}
      isPinned={isPinned}
      style={{ left, width: column.width }}
      actions={props}
    />
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is one of two
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: its role is one of two
    <div
      ref={scroll}
      className={css.grid}
      role={isTree ? "treegrid" : "grid"}
      aria-label={props.label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length}
      aria-multiselectable={props.onPick !== undefined}
      aria-activedescendant={active >= first && active <= last ? `row-${active}` : undefined}
      tabIndex={0}
      onKeyDown={(event) => onGridKey(event, props, move)}
      onPointerLeave={() => onHover?.(null)}
    >
      <div className={css.area} style={{ width: total, height: heightOf(height) }}>
        {/* biome-ignore lint/a11y/useSemanticElements: a windowed grid cannot be a table element */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
        <div className={css.heads} role="row" aria-rowindex={1} style={{ width: total }}>
          {pinned.map((one) => drawHead(one, true))}
          {cells.map((cell) => {
            const one = rest[cell.index];
            return one && drawHead({ ...one, left: cell.start }, false);
          })}
        </div>
        {seen.map((item) => (
          <Row
            key={rowAt(item.index)?.key ?? `waiting-${item.index}`}
            index={item.index}
            row={rowAt(item.index)}
            style={{ width: total, height: rowHeight, transform: `translateY(${item.start - raised}px)` }}
            pinned={pinned}
            rest={cells.flatMap((cell) => {
              const one = rest[cell.index];
              return one ? [{ ...one, left: cell.start }] : [];
            })}
            grid={props}
          />
        ))}
      </div>
    </div>
  );
}

interface Placed {
  column: GridColumn;
  index: number;
  left: number;
}

interface RowProps {
  index: number;
  row: GridRow | null;
  style: CSSProperties;
  pinned: readonly Placed[];
  rest: readonly Placed[];
  grid: GridProps;
}

function Row({ index, row, style, pinned, rest, grid }: RowProps) {
  const { active, isTree, onActive, onPick, onOpen, onHover } = grid;
  const click = (event: MouseEvent) => {
    onActive(index);
    if (event.shiftKey) onPick?.(index, "range");
    else if (event.ctrlKey || event.metaKey) onPick?.(index, "more");
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
    <div
      id={`row-${index}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={row?.isSelected ?? false}
      aria-current={index === active ? "true" : undefined}
      {...(isTree && { "aria-level": row?.level ?? 1 })}
      {...(typeof row?.isOpen === "boolean" && { "aria-expanded": row.isOpen })}
      className={joinClasses(
        css.row,
        index === active && css.active,
        row?.isSelected && css.selected,
        row?.tone === "group" && css.group,
        row?.tone === "baseline" && css.baseline,
      )}
      style={style}
      onPointerEnter={() => onHover?.(index)}
      onClick={click}
      onDoubleClick={() => onOpen(index)}
    >
      {pinned.map((one, at) => (
        // biome-ignore lint/a11y/useAriaPropsSupportedByRole: its role is one of two
        <div
          key={one.column.key}
          role={at === 0 ? "rowheader" : "gridcell"}
          aria-colindex={one.index + 1}
          className={joinClasses(css.cell, css.pinned, one.column.align === "right" && css.right)}
          style={{ left: one.left, width: one.column.width }}
        >
          {row ? row.cells(one.index) : <span className={css.waiting} />}
        </div>
      ))}
      {row &&
        rest.map((one) => (
          // biome-ignore lint/a11y/useSemanticElements: see above
          // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
          <div
            key={one.column.key}
            role="gridcell"
            aria-colindex={one.index + 1}
            className={joinClasses(css.cell, one.column.align === "right" && css.right)}
            style={{ left: one.left, width: one.column.width }}
            onDoubleClick={(event) => grid.onEdit?.(index, one.column.key) && event.stopPropagation()}
          >
            {row.cells(one.index)}
          </div>
        ))}
    </div>
  );
}

/** Pinned columns stand side by side at the left, each at its place; the rest are windowed behind them. */
function splitPinned(columns: readonly GridColumn[]) {
  const pinned: Placed[] = [];
  const rest: Placed[] = [];
  let pinnedWidth = 0;
  columns.forEach((column, index) => {
    if (index > 0 && !column.isPinned) {
      rest.push({ column, index, left: 0 });
      return;
    }
    pinned.push({ column, index, left: pinnedWidth });
    pinnedWidth += column.width;
  });
  return { pinned, rest, pinnedWidth };
}

const PAGE = 20;

function onGridKey(
  event: KeyboardEvent<HTMLDivElement>,
  props: GridProps,
  move: (index: number) => void,
): void {
  if (event.target !== event.currentTarget) return;
  const { active, rowCount, onPick } = props;
  const moves: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + PAGE,
    PageUp: active - PAGE,
    Home: 0,
    End: rowCount - 1,
  };
  const next = moves[event.key];
  if (next !== undefined) {
    event.preventDefault();
    move(next);
    if (event.shiftKey) onPick?.(Math.max(0, Math.min(rowCount - 1, next)), "range");
  } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    props.onFold?.(active, event.key === "ArrowRight");
  } else if (event.key === "Enter") {
    props.onOpen(active);
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey && props.onKey?.(event.key, active)) {
    event.preventDefault();
  }
}
