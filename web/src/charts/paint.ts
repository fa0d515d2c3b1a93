/** Puts curves on a canvas: bands, faint raw lines, lines, the ends of what is still growing. */

import { findStretch, type Range } from "../lib/curves";
import { lookOf } from "../lib/palette";
import type { DrawnCurve } from "./curve";

export interface Stage {
  context: CanvasRenderingContext2D;
  /** The plotting area in canvas pixels. */
  left: number;
  top: number;
  width: number;
  height: number;
  x: Range;
  y: Range;
  logY: boolean;
  /** Canvas pixels per CSS pixel. */
  ratio: number;
  colours: readonly string[];
}

const FAINT = 0.18;
const RAW = 0.28;
const BAND = 0.16;

/** Draw curves, the first on top; with a strong one the rest stand back. */
export function paintCurves(stage: Stage, curves: readonly DrawnCurve[], strong: string | null): void {
  const { context } = stage;
  context.save();
  context.beginPath();
  const margin = 4 * stage.ratio;
  context.rect(stage.left, stage.top - margin, stage.width + margin, stage.height + 2 * margin);
  context.clip();
  context.lineJoin = "round";
  for (let i = curves.length - 1; i >= 0; i--) {
    const curve = curves[i];
    if (curve && curve.key !== strong) paintCurve(stage, curve, strong === null ? 1 : FAINT);
  }
  const front = curves.find((curve) => curve.key === strong);
  if (front) paintCurve(stage, front, 1);
  context.restore();
}

function paintCurve(stage: Stage, curve: DrawnCurve, strength: number): void {
  const { context, ratio } = stage;
  const look = lookOf(curve.slot);
  const [from, to] = findStretch(curve.x, stage.x);
  context.strokeStyle = stage.colours[look.colour] ?? "";
  context.fillStyle = context.strokeStyle;
  if (curve.low && curve.high) {
    context.globalAlpha = BAND * strength;
    fillBand(stage, curve.x, curve.low, curve.high, from, to);
  }
  if (curve.line !== curve.y) {
    context.globalAlpha = RAW * strength;
    context.lineWidth = ratio;
    context.setLineDash([]);
    strokeLine(stage, curve.x, curve.y, from, to);
  }
  context.globalAlpha = strength;
  context.lineWidth = 1.5 * ratio;
  context.setLineDash(look.dash.map((length) => length * ratio));
  strokeLine(stage, curve.x, curve.line, from, to);
  context.setLineDash([]);
  paintDots(stage, curve);
}

/** A point without neighbours would not be seen as a line; the end of a growing curve gets a dot. */
function paintDots(stage: Stage, curve: DrawnCurve): void {
  const last = curve.x.length - 1;
  if (curve.x.length === 1 || curve.live)
    dot(stage, curve.x[last] ?? 0, curve.line[last] ?? Number.NaN, 2.75);
  if (curve.x.length < 2) return;
  for (let i = 0; i <= last; i++) {
    const alone = !isSeen(curve.line[i]) ? false : !isSeen(curve.line[i - 1]) && !isSeen(curve.line[i + 1]);
    if (alone) dot(stage, curve.x[i] ?? 0, curve.line[i] ?? 0, 1.5);
  }
}

function isSeen(value: number | undefined): boolean {
  return value !== undefined && Number.isFinite(value);
}

function dot(stage: Stage, x: number, y: number, radius: number): void {
  if (!Number.isFinite(y)) return;
  stage.context.beginPath();
  stage.context.arc(placeX(stage, x), placeY(stage, y), radius * stage.ratio, 0, 2 * Math.PI);
  stage.context.fill();
}

function strokeLine(stage: Stage, x: Float64Array, y: Float64Array, from: number, to: number): void {
  const { context } = stage;
  let drawing = false;
  context.beginPath();
  for (let i = from; i < to; i++) {
    const py = placeY(stage, y[i] ?? Number.NaN);
    if (!Number.isFinite(py)) {
      drawing = false;
      continue;
    }
    const px = placeX(stage, x[i] ?? 0);
    if (drawing) context.lineTo(px, py);
    else context.moveTo(px, py);
    drawing = true;
  }
  context.stroke();
}

function fillBand(
  stage: Stage,
  x: Float64Array,
  low: Float64Array,
  high: Float64Array,
  from: number,
  to: number,
) {
  const { context } = stage;
  context.beginPath();
  let begin = from;
  for (let i = from; i <= to; i++) {
    const seen = i < to && isSeen(low[i]) && isSeen(high[i]);
    if (seen) continue;
    addBand(stage, x, low, high, begin, i);
    begin = i + 1;
  }
  context.fill();
}

function addBand(
  stage: Stage,
  x: Float64Array,
  low: Float64Array,
  high: Float64Array,
  from: number,
  to: number,
) {
  const { context } = stage;
  if (to <= from) return;
  for (let i = from; i < to; i++) {
    const px = placeX(stage, x[i] ?? 0);
    const py = placeY(stage, high[i] ?? 0, true);
    if (i === from) context.moveTo(px, py);
    else context.lineTo(px, py);
  }
  for (let i = to - 1; i >= from; i--)
    context.lineTo(placeX(stage, x[i] ?? 0), placeY(stage, low[i] ?? 0, true));
  context.closePath();
}

/** Return the canvas pixel of an x. */
export function placeX(stage: Stage, x: number): number {
  return stage.left + ((x - stage.x.min) / (stage.x.max - stage.x.min)) * stage.width;
}

/** Return the canvas pixel of a y; what a log axis cannot show is NaN, or its floor. */
export function placeY(stage: Stage, y: number, toFloor = false): number {
  const { min, max } = stage.y;
  if (!stage.logY) return stage.top + (1 - (y / 2 - min / 2) / (max / 2 - min / 2)) * stage.height; // halves: no overflow
  if (!(y > 0)) return toFloor ? stage.top + stage.height : Number.NaN;
  return stage.top + (1 - (Math.log(y) - Math.log(min)) / (Math.log(max) - Math.log(min))) * stage.height;
}
