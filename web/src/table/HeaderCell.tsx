/** The head of a column: click to sort, drag it to move, drag its edge to size, a menu for the rest. */

import { type CSSProperties, type DragEvent, type PointerEvent, useRef, useState } from "react";
import { joinClasses } from "../ui/classes";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import css from "./Grid.module.css";
import { clampWidth, type GridColumn } from "./grid-columns";

export interface HeadActions {
  /** `isMore` keeps the keys that the table is sorted by already. */
  onSort: (key: string, isMore: boolean) => void;
  onWidth: (key: string, width: number) => void;
  /** Put a column before another, or behind it. */
  onMove?: (key: string, beside: string, isBehind: boolean) => void;
}

interface HeaderCellProps {
  column: GridColumn;
  index: number;
  style: CSSProperties;
  isPinned: boolean;
  actions: HeadActions;
}

const DRAGGED = "application/x-seamark-column";

/** One column's head. The first column stays where it is. */
export function HeaderCell({ column, index, style, isPinned, actions }: HeaderCellProps) {
  const { key, label, hint, title, width, align, sorted, sortRank, menu } = column;
  const [side, setSide] = useState<"before" | "behind" | null>(null);
  const isMovable = index > 0 && actions.onMove !== undefined;
  const follow = (event: DragEvent<HTMLDivElement>) => {
    if (!isMovable || !event.dataTransfer.types.includes(DRAGGED)) return;
    event.preventDefault();
    setSide(isBehindMiddle(event) ? "behind" : "before");
  };
  const drop = (event: DragEvent<HTMLDivElement>) => {
    const moved = event.dataTransfer.getData(DRAGGED);
    setSide(null);
    if (moved && moved !== key) actions.onMove?.(moved, key, isBehindMiddle(event));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed grid cannot be a table element
    // biome-ignore lint/a11y/useFocusableInteractive: its button has the focus
    <div
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={sorted ?? "none"}
      className={joinClasses(
        css.head,
        align === "right" && css.right,
        isPinned && css.pinned,
        sorted && css.sorted,
        side === "before" && css.before,
        side === "behind" && css.behind,
      )}
      style={style}
      onDragOver={follow}
      onDragLeave={() => setSide(null)}
      onDrop={drop}
    >
      <button
        type="button"
        className={css.sort}
        draggable={isMovable}
        onDragStart={(event) => event.dataTransfer.setData(DRAGGED, key)}
        onClick={(event) => actions.onSort(key, event.shiftKey)}
        title={hint ?? `Sort by ${label}; with Shift as a further key`}
      >
        {title}
        {sorted && (
          <span className={css.arrow} aria-hidden="true">
            {sorted === "ascending" ? "↑" : "↓"}
            {sortRank}
          </span>
        )}
      </button>
      {menu && (
        <Menu
          trigger={
            <button type="button" className={css.more} aria-label={`More for ${label}`}>
              <Icon name="down" size={12} />
            </button>
          }
        >
          {menu}
        </Menu>
      )}
      <Edge label={label} width={width} onWidth={(next) => actions.onWidth(key, next)} />
    </div>
  );
}

function isBehindMiddle(event: DragEvent<HTMLDivElement>): boolean {
  const box = event.currentTarget.getBoundingClientRect();
  return event.clientX > box.left + box.width / 2;
}

function Edge({ label, width, onWidth }: { label: string; width: number; onWidth: (width: number) => void }) {
  const start = useRef<{ at: number; width: number } | null>(null);
  const begin = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { at: event.clientX, width };
  };
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (start.current) onWidth(clampWidth(start.current.width + event.clientX - start.current.at));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an edge that moves is a separator with a value
    <div
      className={css.edge}
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${label}`}
      aria-valuenow={width}
      tabIndex={-1}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft") onWidth(clampWidth(width - 16));
        if (event.key === "ArrowRight") onWidth(clampWidth(width + 16));
      }}
    />
  );
}
