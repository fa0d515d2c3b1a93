/** The list beside the crosshair: values at that place, greatest first, the nearest strong. */

import { cutMiddle } from "../lib/field-paths";
import { formatExact, formatNumber } from "../lib/numbers";
import { lookOf } from "../lib/palette";
import type { Hover } from "./hover";
import css from "./LineChart.module.css";

const MOST = 14;

interface HoverListProps {
  hover: Hover;
  place: string;
  /** The plotting area. */
  frame: HTMLElement;
}

const GAP = 12;

/** Shown on the side where the window has room. */
export function HoverList({ hover, place, frame }: HoverListProps) {
  const box = frame.getBoundingClientRect();
  const x = box.left + hover.left;
  const isLeft = x > window.innerWidth / 2;
  const side = isLeft ? { right: window.innerWidth - x + GAP } : { left: x + GAP };
  const items = windowAround(hover);
  const single = hover.items.length === 1 ? hover.items[0] : undefined;
  return (
    <div className={css.hover} style={{ ...side, top: Math.max(4, box.top - 4) }}>
      <div className={css.place}>{place}</div>
      {items.map((item) => (
        <div key={item.key} className={item.key === hover.nearest && !single ? css.nearest : css.item}>
          <span className={css.dot} style={{ background: `var(--s${lookOf(item.slot).colour})` }} />
          <span className={css.label}>{cutMiddle(item.label, 30)}</span>
          <span className={css.value}>
            {single && single.low === null ? formatExact(item.value) : formatNumber(item.value)}
          </span>
        </div>
      ))}
      {single && single.low !== null && single.high !== null && single.low !== single.high && (
        <div className={css.place}>
          {formatNumber(single.low)} to {formatNumber(single.high)} in this bucket
        </div>
      )}
      {hover.items.length > items.length && (
        <div className={css.place}>and {hover.items.length - items.length} more</div>
      )}
    </div>
  );
}

function windowAround(hover: Hover) {
  if (hover.items.length <= MOST) return hover.items;
  const at = Math.max(
    0,
    hover.items.findIndex((item) => item.key === hover.nearest),
  );
  const from = Math.max(0, Math.min(at - Math.floor(MOST / 2), hover.items.length - MOST));
  return hover.items.slice(from, from + MOST);
}
