/** Puts curves on paper: bands, faint raw lines, lines, the ends of what is still growing. */

import { findStretch } from "../lib/curves";
import { lookOf, mixColours, strokeOf } from "../lib/palette";
import { type DrawnCurve, isMeant } from "./curve";
import type { Ink } from "./ink";
import { placeX, placeY, type Stage } from "./stage";

/** How strong the rest is while one curve stands out. */
export const FAINT = 0.18;
const RAW = 0.25;
const BAND = 0.15;

/** Draw curves, the first on top; the strong ones last. */
export function paintCurves(stage: Stage, curves: readonly DrawnCurve[], strong: string | null = null): void {
  clipped(stage, () => {
    for (let i = curves.length - 1; i >= 0; i--) {
      const curve = curves[i];
      if (curve && !isMeant(curve, strong)) paintCurve(stage, curve, strong === null ? 1 : FAINT);
    }
    for (const curve of curves) if (isMeant(curve, strong)) paintCurve(stage, curve, 1);
  });
}

/** Draw only the curves that stand out. */
export function paintStrong(stage: Stage, curves: readonly DrawnCurve[], strong: string): void {
  clipped(stage, () => {
    for (const curve of curves) if (isMeant(curve, strong)) paintCurve(stage, curve, 1);
  });
}

function clipped(stage: Stage, paint: () => void): void {
  const { context } = stage;
  context.save();
  context.beginPath();
  const margin = 4 * stage.ratio;
  context.rect(stage.left, stage.top - margin, stage.width + margin, stage.height + 2 * margin);
  context.clip();
  context.lineJoin = "round";
  paint();
  context.restore();
}

/** Return the colour and the dashes of a curve. */
export function strokeLook(
  { slot, stroke }: Pick<DrawnCurve, "slot" | "stroke">,
  ink: Ink,
): { colour: string; dash: readonly number[] } {
  const look = lookOf(slot);
  const own = strokeOf(stroke);
  const colour = ink.series[look.colour] ?? ink.text;
  const dash = stroke > 0 ? own.dash : look.dash;
  if (own.tint === 0) return { colour, dash };
  return { colour: mixColours(colour, own.tint > 0 ? ink.ground : ink.text, Math.abs(own.tint)), dash };
}

function paintCurve(stage: Stage, curve: DrawnCurve, strength: number): void {
  const { context, ratio } = stage;
  const look = strokeLook(curve, stage.ink);
  const [from, to] = findStretch(curve.x, stage.x);
  context.strokeStyle = look.colour;
  context.fillStyle = look.colour;
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
  paintDots(stage, curve, from, to);
  paintBeyond(stage, curve, from, to);
}

const MARK = 3;

/** Where values lie beyond the axis, a mark at its edge points to them; one for each few pixels. */
function paintBeyond(stage: Stage, curve: DrawnCurve, from: number, to: number): void {
  const last = { above: -Infinity, below: -Infinity };
  for (let i = from; i < to; i++) {
    const px = placeX(stage, curve.x[i] ?? 0);
    if (!(px >= stage.left && px <= stage.left + stage.width)) continue;
    const most = (curve.high ?? curve.y)[i] ?? Number.NaN;
    const least = (curve.low ?? curve.y)[i] ?? Number.NaN;
    if (most > stage.y.max && most < Infinity && px - last.above > 2 * MARK * stage.ratio) {
      wedge(stage, px, stage.top, 1);
      last.above = px;
    }
    if (least < stage.y.min && least > -Infinity && !(stage.logY && least <= 0)) {
      if (px - last.below <= 2 * MARK * stage.ratio) continue;
      wedge(stage, px, stage.top + stage.height, -1);
      last.below = px;
    }
  }
}

function wedge(stage: Stage, x: number, y: number, down: 1 | -1): void {
  const { context } = stage;
  const size = MARK * stage.ratio;
  context.beginPath();
  context.moveTo(x, y - down * size);
  context.lineTo(x + size, y + down * size * 0.6);
  context.lineTo(x - size, y + down * size * 0.6);
  context.closePath();
  context.fill();
}

/** A point without neighbours would not be seen as a line; the end of a growing curve gets a dot. */
function paintDots(stage: Stage, curve: DrawnCurve, from: number, to: number): void {
  const last = curve.x.length - 1;
  if (curve.x.length === 1 || curve.live)
    dot(stage, curve.x[last] ?? 0, curve.line[last] ?? Number.NaN, 2.75);
  if (curve.x.length < 2) return;
  for (let i = from; i < to; i++) {
    const alone = !isSeen(curve.line[i]) ? false : !isSeen(curve.line[i - 1]) && !isSeen(curve.line[i + 1]);
    if (alone) dot(stage, curve.x[i] ?? 0, curve.line[i] ?? 0, 1.5);
  }
}

function isSeen(value: number | undefined): boolean {
  return value !== undefined && Number.isFinite(value);
}

function dot(stage: Stage, x: number, y: number, radius: number): void {
  const px = placeX(stage, x);
  const py = placeY(stage, y);
  if (!Number.isFinite(px) || !Number.isFinite(py)) return;
  stage.context.beginPath();
  stage.context.arc(px, py, radius * stage.ratio, 0, 2 * Math.PI);
  stage.context.fill();
}

function strokeLine(stage: Stage, x: Float64Array, y: Float64Array, from: number, to: number): void {
  const { context } = stage;
  let drawing = false;
  context.beginPath();
  for (let i = from; i < to; i++) {
    const py = placeY(stage, y[i] ?? Number.NaN);
    const px = placeX(stage, x[i] ?? 0);
    if (!Number.isFinite(py) || !Number.isFinite(px)) {
      drawing = false;
      continue;
    }
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
    const seen = i < to && isSeen(low[i]) && isSeen(high[i]) && !(stage.logX && (x[i] ?? 0) <= 0);
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
