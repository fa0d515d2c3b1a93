/** The list beside the crosshair: values at that place, greatest first, the nearest strong. */

import { cutMiddle } from "../lib/field-paths";
import { countOf, formatCount, formatExact, formatNumber } from "../lib/numbers";
import type { Hover, HoverItem } from "./hover";
import css from "./LineChart.module.css";
import { Swatch } from "./Swatch";

/** With hundreds of curves, those around the nearest. */
const MOST = 12;

interface HoverListProps {
  hover: Hover;
  place: string;
  /** The plotting area. */
  frame: HTMLElement;
}

const GAP = 12;
/** The height of one line of the list, in pixels. */
const LINE = 18;

/** Shown on the side where the window has room. */
export function HoverList({ hover, place, frame }: HoverListProps) {
  const box = frame.getBoundingClientRect();
  const x = box.left + hover.left;
  const isLeft = x > window.innerWidth / 2;
  const side = isLeft ? { right: window.innerWidth - x + GAP } : { left: x + GAP };
  const items = windowAround(hover);
  const room = window.innerHeight - (items.length + 3) * LINE;
  const single = hover.items.length === 1 ? hover.items[0] : undefined;
  const bucket = single?.count === null && single.low !== single.high ? single : undefined;
  return (
    <div className={css.hover} style={{ ...side, top: Math.max(4, Math.min(box.top - 4, room)) }}>
      <div className={css.place}>{place}</div>
      {items.map((item) => (
        <div key={item.key} className={item.key === hover.nearest && !single ? css.nearest : css.item}>
          <Swatch slot={item.slot} stroke={item.stroke} />
          <span className={css.label}>{cutMiddle(item.label, 34)}</span>
          <Value item={item} exact={single !== undefined} />
        </div>
      ))}
      {bucket && (
        <div className={css.place}>
          {formatNumber(bucket.low ?? 0)} to {formatNumber(bucket.high ?? 0)} in this bucket
        </div>
      )}
      {hover.items.length > items.length && (
        <div className={css.place}>and {formatCount(hover.items.length - items.length)} more</div>
      )}
    </div>
  );
}

function Value({ item, exact }: { item: HoverItem; exact: boolean }) {
  const { value, low, high, count } = item;
  if (count === null)
    return (
      <span className={css.value}>{exact && low === null ? formatExact(value) : formatNumber(value)}</span>
    );
  const band = count > 1 && low !== null && high !== null;
  return (
    <span className={css.value}>
      {formatNumber(value)}
      <small>
        {band && ` ${formatNumber(low)}…${formatNumber(high)}`} · {countOf(count, "run")}
      </small>
    </span>
  );
}

function windowAround(hover: Hover): readonly HoverItem[] {
  if (hover.items.length <= MOST) return hover.items;
  const at = Math.max(
    0,
    hover.items.findIndex((item) => item.key === hover.nearest),
  );
  const from = Math.max(0, Math.min(at - Math.floor(MOST / 2), hover.items.length - MOST));
  return hover.items.slice(from, from + MOST);
}
