/** How the best came about: each run by its creation, better or worse than the one before, and the best so far. */

import { useCallback, useMemo } from "react";
import { type BestGoal, type BestSoFar, findBest } from "../lib/best-so-far";
import type { FieldColumn } from "../lib/field-columns";
import { formatNumber } from "../lib/numbers";
import { sizeOfTicks } from "./axes";
import { axisOf, nameValue, shareOn } from "./field-axis";
import { paintFrame } from "./frame";
import type { Ink } from "./ink";
import { type Box, type Found, Painted } from "./Painted";
import type { Pen } from "./pen";
import { placeX, placeY, type Stage } from "./stage";

/** All columns have one value for each run, in any order. */
export interface BestData {
  keys: readonly string[];
  labels: readonly string[];
  /** When the runs were made. */
  times: FieldColumn;
  metric: FieldColumn;
  goal: BestGoal;
}

interface BestChartProps {
  data: BestData;
  label: string;
  width: number;
  height: number;
  onOpen: ((key: string) => void) | null;
}

const NEAR = 14;

/** A chart of a given size. */
export function BestChart({ data, label, width, height, onOpen }: BestChartProps) {
  const found = useMemo(() => findBest(data.times.values, data.metric.values, data.goal), [data]);
  const paint = useCallback((pen: Pen, ink: Ink, box: Box) => paintBest(pen, ink, box, data), [data]);
  const find = (left: number, top: number) =>
    findRun(data, found, areaOf({ left: 0, top: 0, width, height }, data), left, top);
  return <Painted label={label} width={width} height={height} paint={paint} find={find} onOpen={onOpen} />;
}

/** Paint the runs and their running best into a box. */
export function paintBest(pen: Pen, ink: Ink, box: Box, data: BestData): void {
  const found = findBest(data.times.values, data.metric.values, data.goal);
  const x = axisOf(data.times);
  const y = axisOf(data.metric);
  const area = areaOf(box, data);
  const stage: Stage = {
    context: pen,
    ...area,
    x: x.range,
    y: y.range,
    logX: false,
    logY: y.isLog,
    ratio: 1,
    ink,
  };
  const ticks = { x: x.ticks(area.width / 80), y: y.ticks(area.height / 36) };
  paintFrame(stage, { ...ticks, xName: "", yName: "" });
  paintDots(stage, data, found);
  paintLine(stage, data, found);
}

function paintDots(stage: Stage, data: BestData, found: BestSoFar): void {
  const { context: pen, ink } = stage;
  found.order.forEach((place, i) => {
    const turn = found.turns[i] ?? 0;
    const isRecord = found.records[i] === 1;
    pen.fillStyle = turn > 0 || isRecord ? ink.good : turn < 0 ? ink.bad : ink.quiet;
    pen.globalAlpha = isRecord ? 1 : 0.6;
    const px = placeX(stage, data.times.values[place] ?? 0);
    const py = placeY(stage, data.metric.values[place] ?? Number.NaN);
    if (!Number.isFinite(py)) return;
    pen.beginPath();
    if (isRecord || turn === 0) pen.arc(px, py, isRecord ? 4 : 2.5, 0, 2 * Math.PI);
    else arrow(pen, px, py, data.goal === "maximise" ? turn : -turn);
    pen.fill();
  });
  pen.globalAlpha = 1;
}

/** Colours alone tell nobody anything who cannot see them: a wedge points the way that the value went. */
function arrow(pen: Pen, x: number, y: number, up: number): void {
  pen.moveTo(x, y - 3.5 * up);
  pen.lineTo(x + 3.2, y + 2.5 * up);
  pen.lineTo(x - 3.2, y + 2.5 * up);
  pen.closePath();
}

function paintLine(stage: Stage, data: BestData, found: BestSoFar): void {
  const { context: pen, ink } = stage;
  pen.strokeStyle = ink.accent;
  pen.lineWidth = 1.5;
  pen.beginPath();
  let last = Number.NaN;
  found.order.forEach((place, i) => {
    const px = placeX(stage, data.times.values[place] ?? 0);
    const py = placeY(stage, found.best[i] ?? Number.NaN);
    if (!Number.isFinite(py)) return;
    if (Number.isNaN(last)) pen.moveTo(px, py);
    else {
      pen.lineTo(px, last);
      pen.lineTo(px, py);
    }
    last = py;
  });
  if (!Number.isNaN(last)) pen.lineTo(stage.left + stage.width, last);
  pen.stroke();
}

function areaOf(box: Box, data: BestData): Box {
  const names = axisOf(data.metric).ticks(box.height / 36).names;
  const room = sizeOfTicks(names);
  return {
    left: box.left + room,
    top: box.top + 10,
    width: Math.max(10, box.width - room - 16),
    height: Math.max(10, box.height - 36),
  };
}

function findRun(data: BestData, found: BestSoFar, area: Box, left: number, top: number): Found | null {
  const x = axisOf(data.times);
  const y = axisOf(data.metric);
  let at = -1;
  let nearest = NEAR;
  found.order.forEach((place, i) => {
    const px = area.left + shareOn(x, data.times.values[place] ?? 0) * area.width;
    const py = area.top + (1 - shareOn(y, data.metric.values[place] ?? 0)) * area.height;
    const distance = Math.hypot(px - left, py - top);
    if (distance < nearest) {
      nearest = distance;
      at = i;
    }
  });
  const place = found.order[at];
  if (place === undefined) return null;
  const value = nameValue(data.metric, data.metric.values[place]);
  const turn = found.records[at]
    ? "the best until then"
    : `best until then ${formatNumber(found.best[at] ?? 0)}`;
  const when = nameValue(data.times, data.times.values[place]);
  return { key: data.keys[place] ?? "", lines: [data.labels[place] ?? "", `${value}, ${turn}`, when] };
}
