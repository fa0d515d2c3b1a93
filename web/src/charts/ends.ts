/** Names at the ends of lines, where they are few and the chart is wide. */

import { findStretch } from "../lib/curves";
import type { DrawnCurve } from "./curve";
import { strokeLook } from "./paint";
import { placeY, type Stage } from "./stage";

const MOST = 6;
/** In CSS pixels. */
const LEAST_WIDTH = 480;
const MOST_ROOM = 160;
const GAP = 8;
const LINE = 14;

/** Return the room, in CSS pixels, that the names need on the right of a plot; 0 where none are written. */
export function roomForEnds(
  context: CanvasRenderingContext2D,
  curves: readonly DrawnCurve[],
  width: number,
  font: string,
): number {
  if (curves.length < 2 || curves.length > MOST || width < LEAST_WIDTH) return 0;
  context.save();
  context.font = `11px ${font}`;
  const widest = Math.max(...curves.map((curve) => context.measureText(curve.label).width));
  context.restore();
  return Math.min(MOST_ROOM, Math.ceil(widest) + GAP + 4);
}

/** Write the names beside the last value in sight, none over another. */
export function paintEnds(
  context: CanvasRenderingContext2D,
  stage: Stage,
  curves: readonly DrawnCurve[],
  room: number,
): void {
  const { ratio, ink } = stage;
  const ends = curves.flatMap((curve) => {
    const y = placeEnd(stage, curve);
    return y === null ? [] : [{ curve, y }];
  });
  const places = spread(
    ends.map(({ y }) => y),
    LINE * ratio,
    stage.top,
    stage.top + stage.height,
  );
  context.save();
  context.font = `${11 * ratio}px ${ink.font}`;
  context.textBaseline = "middle";
  ends.forEach(({ curve }, index) => {
    const x = stage.left + stage.width + 2 * ratio;
    const y = places[index] ?? 0;
    context.fillStyle = strokeLook(curve, ink).colour;
    context.fillRect(x, y - ratio, 4 * ratio, 2 * ratio);
    context.fillStyle = ink.quiet;
    context.fillText(cutText(context, curve.label, (room - GAP) * ratio), x + 7 * ratio, y);
  });
  context.restore();
}

function placeEnd(stage: Stage, { x, line }: DrawnCurve): number | null {
  const [from, to] = findStretch(x, stage.x);
  for (let i = to - 1; i >= from; i--) {
    const place = x[i] ?? Number.NaN;
    const y = place > stage.x.max ? Number.NaN : placeY(stage, line[i] ?? Number.NaN);
    if (Number.isFinite(y)) return y;
  }
  return null;
}

/** Return places as near as can be to the wanted ones, at least so far apart, within bounds. */
export function spread(wanted: readonly number[], apart: number, least: number, most: number): number[] {
  const order = [...wanted.keys()].sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const places = new Array<number>(wanted.length).fill(least);
  let next = least;
  for (const index of order) {
    places[index] = Math.max(next, wanted[index] ?? 0);
    next = (places[index] ?? 0) + apart;
  }
  let last = most;
  for (const index of order.reverse()) {
    places[index] = Math.min(last, places[index] ?? 0);
    last = (places[index] ?? 0) - apart;
  }
  return places;
}

function cutText(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let kept = text;
  while (kept && context.measureText(`${kept}…`).width > room) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}
