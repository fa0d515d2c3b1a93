/** A line chart to take elsewhere: as a picture with title, axes and legend, and as a table of its points. */

import { type CsvValue, spellTime, writeCsv } from "../lib/csv-lines";
import { findFirst } from "../lib/curves";
import { nameTicks, sizeOfTicks, ticksX, ticksY } from "./axes";
import type { Curve, DrawnCurve } from "./curve";
import { paintFrame, setFont, TEXT_SIZE } from "./frame";
import type { Ink } from "./ink";
import { paintCurves, strokeLook } from "./paint";
import type { Pen } from "./pen";
import { EDGE, type Picture, paintGround, TITLE } from "./picture";
import type { LineScene } from "./scene";
import { padEqual, type Stage } from "./stage";

const AXIS = 40;
const ROW = 18;
const ENTRY = 230;
const MOST_NAMED = 24;

/** Return the picture of a scene; the legend adds to its height. */
export function drawLines(scene: LineScene, title: string, xName: string, ink: Ink): Picture {
  const width = 960;
  const plotted = 420;
  const named = scene.curves.slice(0, MOST_NAMED);
  const columns = Math.floor((width - 2 * EDGE) / ENTRY);
  const rows = Math.ceil((named.length + (named.length < scene.curves.length ? 1 : 0)) / columns);
  const height = TITLE + plotted + AXIS + rows * ROW + EDGE;
  const paint = (pen: Pen) => {
    paintGround(pen, ink, width, height, title);
    const stage = makeStage(pen, scene, ink, width, plotted);
    const y = { places: scene.isBlank ? [] : ticksY(scene.y, plotted, scene.logY), names: [] as string[] };
    const x = { places: ticksX(stage.x, stage.width, scene.kind, scene.logX), names: [] as string[] };
    y.names = nameTicks(y.places, "value");
    x.names = nameTicks(x.places, scene.kind);
    paintFrame(stage, { x, y, xName, yName: "" });
    paintCurves(stage, scene.curves);
    const top = TITLE + plotted + AXIS;
    named.forEach((curve, i) => {
      paintEntry(pen, ink, curve, EDGE + (i % columns) * ENTRY, top + Math.floor(i / columns) * ROW);
    });
    const left = scene.curves.length - named.length;
    const at = named.length;
    if (left > 0)
      paintText(
        pen,
        ink,
        `and ${left} more`,
        EDGE + (at % columns) * ENTRY,
        top + Math.floor(at / columns) * ROW,
      );
  };
  return { title, width, height, paint };
}

function makeStage(pen: Pen, scene: LineScene, ink: Ink, width: number, plotted: number): Stage {
  const { y, logX, logY } = scene;
  const names = scene.isBlank ? [] : nameTicks(ticksY(y, plotted, logY), "value");
  const left = sizeOfTicks(names) + 4;
  const area = { left, top: TITLE + 6, width: width - left - EDGE - 12, height: plotted };
  return { context: pen, ...area, x: padEqual(scene.x), y, logX, logY, ratio: 1, ink };
}

function paintEntry(pen: Pen, ink: Ink, curve: Curve, x: number, y: number): void {
  const look = strokeLook(curve, ink);
  pen.save();
  pen.strokeStyle = look.colour;
  pen.lineWidth = 2;
  pen.setLineDash([...look.dash]);
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x + 18, y);
  pen.stroke();
  pen.restore();
  paintText(pen, ink, shorten(curve.label), x + 24, y);
}

function paintText(pen: Pen, ink: Ink, text: string, x: number, y: number): void {
  pen.fillStyle = ink.text;
  setFont(pen, ink.font, TEXT_SIZE);
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.fillText(text, x, y);
}

function shorten(text: string): string {
  return text.length > 34 ? `${text.slice(0, 33)}…` : text;
}

/**
 * Return the CSV of a scene: one row for each point or bucket in sight.
 *
 * Of a bucket `value` is the mean; `points` says how many it stands for. Of a group `value` is the mean
 * of `runs` runs, and `min` to `max` its band. Only a smoothed chart has `smoothed`.
 */
export function tableOf(scene: LineScene, xName: string): string {
  const isSmoothed = scene.curves.some((curve) => curve.line !== curve.y);
  const isGrouped = scene.curves.some((curve) => curve.count !== null);
  const hasX = isGrouped || scene.kind === "elapsed" || scene.kind === "value";
  const head = ["run", "name", "series", "step", "time"];
  if (hasX) head.push(scene.kind === "elapsed" ? "elapsed_seconds" : `x: ${xName || scene.kind}`);
  head.push("value", "min", "max", isGrouped ? "runs" : "points");
  if (isSmoothed) head.push("smoothed");
  return writeCsv(head, listRows(scene, hasX, isSmoothed));
}

function* listRows(scene: LineScene, hasX: boolean, isSmoothed: boolean): Iterable<CsvValue[]> {
  for (const curve of scene.curves) {
    for (let i = findFirst(curve.x, scene.x.min); i < curve.x.length; i++) {
      if ((curve.x[i] ?? 0) > scene.x.max) break;
      yield rowOf(curve, i, hasX, isSmoothed);
    }
  }
}

function rowOf(curve: DrawnCurve, i: number, hasX: boolean, isSmoothed: boolean): CsvValue[] {
  const { id, name, path, step, time } = curve;
  const moment = time?.[i];
  const row: CsvValue[] = [id, name, path, step?.[i], moment === undefined ? null : spellTime(moment)];
  if (hasX) row.push(curve.x[i]);
  row.push(curve.y[i], curve.low?.[i], curve.high?.[i], curve.count?.[i] ?? curve.weight?.[i] ?? 1);
  if (isSmoothed) row.push(curve.line[i]);
  return row;
}
