/** One dot for each run: a field over another, coloured by a third. */

import { useCallback, useMemo } from "react";
import type { FieldColumn } from "../lib/field-columns";
import { lookOf } from "../lib/palette";
import { sizeOfTicks } from "./axes";
import { axisOf, nameValue, shareOn } from "./field-axis";
import { paintFrame } from "./frame";
import type { Ink } from "./ink";
import { type Box, type Found, Painted } from "./Painted";
import type { Pen } from "./pen";
import { placeX, placeY, type Stage } from "./stage";
import { colourOf, paintTones, tonesOf } from "./tones";

/** All columns have one value for each run. */
export interface ScatterData {
  keys: readonly string[];
  labels: readonly string[];
  /** The slot of a run that is drawn elsewhere too; -1 for others. */
  slots: Int16Array;
  x: FieldColumn;
  y: FieldColumn;
  colour: FieldColumn | null;
}

interface ScatterChartProps {
  data: ScatterData;
  label: string;
  width: number;
  height: number;
  onOpen: ((key: string) => void) | null;
}

const RADIUS = 3.5;
const NEAR = 12;

/** A scatter plot of a given size. */
export function ScatterChart({ data, label, width, height, onOpen }: ScatterChartProps) {
  const paint = useCallback((pen: Pen, ink: Ink, box: Box) => paintScatter(pen, ink, box, data), [data]);
  const places = useMemo(() => placeDots(data, { left: 0, top: 0, width, height }), [data, width, height]);
  const find = (left: number, top: number) => findDot(data, places, left, top);
  return <Painted label={label} width={width} height={height} paint={paint} find={find} onOpen={onOpen} />;
}

/** Paint a scatter plot into a box. */
export function paintScatter(pen: Pen, ink: Ink, box: Box, data: ScatterData): void {
  const x = axisOf(data.x);
  const y = axisOf(data.y);
  const area = areaOf(box, data);
  const stage: Stage = {
    context: pen,
    ...area,
    x: x.range,
    y: y.range,
    logX: x.isLog,
    logY: y.isLog,
    ratio: 1,
    ink,
  };
  const ticks = { x: x.ticks(area.width / 90), y: y.ticks(area.height / 36) };
  paintFrame(stage, { ...ticks, xName: data.x.name, yName: data.y.name });
  if (data.colour) paintTones(pen, data.colour, ink, box.left + 6, box.top + 8);
  const tones = data.colour && tonesOf(data.colour);
  for (let i = data.keys.length - 1; i >= 0; i--) {
    const px = placeX(stage, data.x.values[i] ?? Number.NaN);
    const py = placeY(stage, data.y.values[i] ?? Number.NaN);
    if (!Number.isFinite(px) || !Number.isFinite(py)) continue;
    const slot = data.slots[i] ?? -1;
    const own = slot < 0 ? ink.faint : (ink.series[lookOf(slot).colour] ?? ink.text);
    pen.fillStyle = data.colour && tones ? colourOf(data.colour, tones[i] ?? -1, ink) : own;
    pen.globalAlpha = 0.85;
    pen.beginPath();
    pen.arc(px, py, RADIUS, 0, 2 * Math.PI);
    pen.fill();
  }
  pen.globalAlpha = 1;
}

function areaOf(box: Box, data: ScatterData): Box {
  const names = axisOf(data.y).ticks(box.height / 36).names;
  const room = sizeOfTicks(names);
  const top = data.colour ? 40 : 24;
  return {
    left: box.left + room,
    top: box.top + top,
    width: Math.max(10, box.width - room - 16),
    height: Math.max(10, box.height - top - 40),
  };
}

function placeDots(data: ScatterData, box: Box): Float64Array {
  const area = areaOf(box, data);
  const x = axisOf(data.x);
  const y = axisOf(data.y);
  const places = new Float64Array(data.keys.length * 2);
  for (let i = 0; i < data.keys.length; i++) {
    places[2 * i] = area.left + shareOn(x, data.x.values[i] ?? Number.NaN) * area.width;
    places[2 * i + 1] = area.top + (1 - shareOn(y, data.y.values[i] ?? Number.NaN)) * area.height;
  }
  return places;
}

function findDot(data: ScatterData, places: Float64Array, left: number, top: number): Found | null {
  let at = -1;
  let best = NEAR;
  for (let i = 0; i < data.keys.length; i++) {
    const distance = Math.hypot((places[2 * i] ?? 0) - left, (places[2 * i + 1] ?? 0) - top);
    if (distance < best) {
      best = distance;
      at = i;
    }
  }
  if (at < 0) return null;
  const columns = [data.x, data.y, ...(data.colour ? [data.colour] : [])];
  const lines = columns.map((column) => `${column.name}: ${nameValue(column, column.values[at])}`);
  return { key: data.keys[at] ?? "", lines: [data.labels[at] ?? "", ...lines] };
}
