/** What lies under the pointer: each curve's value at that place, and the nearest curve. */

import { findNearest } from "../lib/curves";
import type { DrawnCurve } from "./curve";
import { placeX, placeY, readX, type Stage } from "./stage";

export interface HoverItem {
  key: string;
  label: string;
  slot: number;
  stroke: number;
  x: number;
  value: number;
  /** What the bucket hides; null for a raw point. */
  low: number | null;
  high: number | null;
  /** Of a group: how many runs reach this place. */
  count: number | null;
}

export interface Hover {
  /** CSS pixels inside the plotting area. */
  left: number;
  x: number;
  items: HoverItem[];
  nearest: string | null;
}

const REACH = 24;

/** Return what lies at a place (CSS pixels inside the plotting area), greatest value first. */
export function lookUnder(stage: Stage, curves: readonly DrawnCurve[], left: number, top: number): Hover {
  const x = readX(stage, stage.left + left * stage.ratio);
  const items: HoverItem[] = [];
  let nearest: string | null = null;
  let best = Infinity;
  for (const curve of curves) {
    const at = findNearest(curve.x, x);
    const place = curve.x[at];
    const value = curve.line[at];
    if (place === undefined || value === undefined || isFarBeyond(stage, curve, place, left)) continue;
    const { key, label, slot, stroke } = curve;
    items.push({
      key,
      label,
      slot,
      stroke,
      x: place,
      value,
      low: curve.low?.[at] ?? null,
      high: curve.high?.[at] ?? null,
      count: curve.count?.[at] ?? null,
    });
    const distance = Math.abs(placeY(stage, value) - stage.top - top * stage.ratio);
    if (distance < best) {
      best = distance;
      nearest = key;
    }
  }
  items.sort((a, b) => (Number.isNaN(b.value) ? -1 : Number.isNaN(a.value) ? 1 : b.value - a.value));
  return { left, x, items, nearest: best <= REACH * stage.ratio ? nearest : null };
}

/** A curve that ended long before this place has no value here. */
function isFarBeyond(stage: Stage, curve: DrawnCurve, place: number, left: number): boolean {
  const isEnd = place === curve.x[0] || place === curve.x[curve.x.length - 1];
  return isEnd && Math.abs(placeX(stage, place) - stage.left - left * stage.ratio) > REACH * stage.ratio;
}
