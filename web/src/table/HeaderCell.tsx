/** The head of a column: click to sort, drag its edge to size, a menu for the rest. */

import { type CSSProperties, type PointerEvent, useRef } from "react";
import { joinClasses } from "../ui/classes";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import css from "./Grid.module.css";
import { clampWidth, type GridColumn } from "./grid-columns";

interface HeaderCellProps {
  column: GridColumn;
  index: number;
  style: CSSProperties;
  isPinned: boolean;
  onSort: (key: string) => void;
  onWidth: (key: string, width: number) => void;
}

/** One column's head. */
export function HeaderCell({ column, index, style, isPinned, onSort, onWidth }: HeaderCellProps) {
  const { key, label, title, width, align, sorted, menu } = column;
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
      )}
      style={style}
    >
      <button type="button" className={css.sort} onClick={() => onSort(key)} title={`Sort by ${label}`}>
        {title}
        {sorted && (
          <span className={css.arrow} aria-hidden="true">
            {sorted === "ascending" ? "↑" : "↓"}
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
      <Edge label={label} width={width} onWidth={(next) => onWidth(key, next)} />
    </div>
  );
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
