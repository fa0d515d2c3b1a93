/** What stands around the plotting area of a painted chart: grid, ticks, names of the axes. */

import type { Pen } from "./pen";
import { placeX, placeY, type Stage } from "./stage";

export interface Ticks {
  places: readonly number[];
  names: readonly string[];
}

export interface FrameParts {
  x: Ticks;
  y: Ticks;
  /** Names of the axes; empty for none. */
  xName: string;
  yName: string;
}

export const TEXT_SIZE = 11;

/** Choose a font on a pen. */
export function setFont(pen: Pen, family: string, size: number, weight = 400): void {
  pen.font = `${weight} ${size}px ${family}`;
}

/** Paint grid lines, ticks and names. */
export function paintFrame(stage: Stage, parts: FrameParts): void {
  const { context: pen, ink, left, top, width, height, ratio } = stage;
  pen.save();
  pen.strokeStyle = ink.line;
  pen.lineWidth = ratio;
  pen.fillStyle = ink.quiet;
  setFont(pen, ink.font, TEXT_SIZE * ratio);
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  parts.y.places.forEach((place, i) => {
    const y = placeY(stage, place);
    pen.beginPath();
    pen.moveTo(left, y);
    pen.lineTo(left + width, y);
    pen.stroke();
    pen.fillText(parts.y.names[i] ?? "", left - 6 * ratio, y);
  });
  pen.textAlign = "center";
  pen.textBaseline = "top";
  parts.x.places.forEach((place, i) => {
    pen.fillText(parts.x.names[i] ?? "", placeX(stage, place), top + height + 6 * ratio);
  });
  nameAxes(stage, parts);
  pen.restore();
}

/** How far below the plotting area the name of the x axis stands, and above it that of the y axis. */
const BELOW = 22;
const ABOVE = 14;

function nameAxes({ context: pen, left, top, width, height, ratio }: Stage, parts: FrameParts): void {
  pen.textBaseline = "top";
  pen.textAlign = "right";
  if (parts.xName) pen.fillText(parts.xName, left + width, top + height + BELOW * ratio);
  pen.textAlign = "left";
  if (parts.yName) pen.fillText(parts.yName, left, top - ABOVE * ratio - TEXT_SIZE * 0.4 * ratio);
}
