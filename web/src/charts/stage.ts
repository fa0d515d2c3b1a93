/** Where a value lies on the paper: the plotting area, and what its axes span. */

import type { Range } from "../lib/curves";
import type { Ink } from "./ink";
import type { Pen } from "./pen";

export interface Stage {
  context: Pen;
  /** The plotting area in canvas pixels. */
  left: number;
  top: number;
  width: number;
  height: number;
  x: Range;
  y: Range;
  logX: boolean;
  logY: boolean;
  /** Canvas pixels per CSS pixel. */
  ratio: number;
  ink: Ink;
}

/** Return the canvas pixel of an x; NaN for what a log axis cannot show. */
export function placeX(stage: Stage, x: number): number {
  const { min, max } = stage.x;
  if (!stage.logX) return stage.left + ((x - min) / (max - min)) * stage.width;
  return x > 0 ? stage.left + shareOfLog(x, stage.x) * stage.width : Number.NaN;
}

/** Return the x at a canvas pixel. */
export function readX(stage: Stage, pixel: number): number {
  const { min, max } = stage.x;
  const share = (pixel - stage.left) / stage.width;
  if (!stage.logX) return min + share * (max - min);
  return Math.exp(Math.log(min) + share * (Math.log(max) - Math.log(min)));
}

/** Return the canvas pixel of a y; what a log axis cannot show is NaN, or its floor. */
export function placeY(stage: Stage, y: number, toFloor = false): number {
  const { min, max } = stage.y;
  if (!stage.logY) return stage.top + (1 - (y / 2 - min / 2) / (max / 2 - min / 2)) * stage.height; // halves: no overflow
  if (!(y > 0)) return toFloor ? stage.top + stage.height : Number.NaN;
  return stage.top + (1 - shareOfLog(y, stage.y)) * stage.height;
}

function shareOfLog(value: number, { min, max }: Range): number {
  return (Math.log(value) - Math.log(min)) / (Math.log(max) - Math.log(min));
}

/** Return a range that has a width: a single place still needs one. */
export function padEqual({ min, max }: Range): Range {
  return max > min ? { min, max } : { min: min - 0.5, max: max + 0.5 };
}
