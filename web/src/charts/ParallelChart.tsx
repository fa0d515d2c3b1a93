/** One line for each run across an axis for each field; what is brushed on the axes stands out. */

import { type KeyboardEvent, type PointerEvent, useCallback, useMemo, useRef } from "react";
import type { Range } from "../lib/curves";
import type { FieldColumn } from "../lib/field-columns";
import { cutMiddle } from "../lib/field-paths";
import { axisOf, type FieldAxis, nameValue, shareOn, valueAt } from "./field-axis";
import { setFont, TEXT_SIZE } from "./frame";
import type { Ink } from "./ink";
import { type Box, type Found, Painted } from "./Painted";
import css from "./Painted.module.css";
import type { Pen } from "./pen";
import { colourOf, tonesOf } from "./tones";

/** All columns have one value for each run. The last axis gives the colours. */
export interface ParallelData {
  keys: readonly string[];
  labels: readonly string[];
  columns: readonly FieldColumn[];
  /** What is brushed, by the place of the axis. */
  brushes: ReadonlyMap<number, Range>;
  /** Whether a run lies in all brushes. */
  isInside: readonly boolean[];
}

interface ParallelChartProps {
  data: ParallelData;
  label: string;
  width: number;
  height: number;
  /** Called with a stretch of an axis; null takes its brush away. */
  onBrush: (axis: number, range: Range | null) => void;
  onOpen: ((key: string) => void) | null;
}

const TOP = 26;
const BOTTOM = 10;
const SIDE = 44;
const NEAR = 6;
/** A brush shorter than this, in pixels, was a click: it takes the brush away. */
const SHORTEST = 4;
const HANDLE = 28;

/** A chart of a given size. */
export function ParallelChart({ data, label, width, height, onBrush, onOpen }: ParallelChartProps) {
  const axes = useMemo(() => data.columns.map(axisOf), [data.columns]);
  const paint = useCallback((pen: Pen, ink: Ink, box: Box) => paintParallel(pen, ink, box, data), [data]);
  const box = { left: 0, top: 0, width, height };
  const find = (left: number, top: number) => findRun(data, axes, box, left, top);
  return (
    <Painted label={label} width={width} height={height} paint={paint} find={find} onOpen={onOpen}>
      {data.columns.map((column, i) => (
        <AxisBrush
          key={column.name}
          column={column}
          axis={axes[i] ?? axisOf(column)}
          left={xOf(box, i, data.columns.length) - HANDLE / 2}
          height={height - TOP - BOTTOM}
          range={data.brushes.get(i) ?? null}
          onRange={(range) => onBrush(i, range)}
        />
      ))}
    </Painted>
  );
}

interface AxisBrushProps {
  column: FieldColumn;
  axis: FieldAxis;
  left: number;
  height: number;
  range: Range | null;
  onRange: (range: Range | null) => void;
}

/** By pointer one drags; by keyboard up and down move the upper end, with shift the lower one. */
function AxisBrush({ column, axis, left, height, range, onRange }: AxisBrushProps) {
  const start = useRef<number | null>(null);
  const shareAt = (event: PointerEvent<HTMLElement>) => {
    const { top } = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(1, 1 - (event.clientY - top) / height));
  };
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (start.current === null) return;
    const ends = [start.current, shareAt(event)].sort((a, b) => a - b);
    const [low = 0, high = 1] = ends;
    onRange((high - low) * height < SHORTEST ? null : { min: valueAt(axis, low), max: valueAt(axis, high) });
  };
  const low = range ? shareOn(axis, range.min) : 0;
  const high = range ? shareOn(axis, range.max) : 1;
  const words = range ? describeRange(column, range) : "all";
  return (
    <button
      type="button"
      className={css.axis}
      style={{ left, top: TOP, height }}
      aria-label={`Brush ${column.name}: ${words}`}
      title={`${column.name}: drag, or the arrow keys (with shift the lower end)`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = shareAt(event);
      }}
      onPointerMove={drag}
      onPointerUp={(event) => {
        drag(event);
        start.current = null;
      }}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        const moved = moveByKey(event, low, high);
        if (moved === undefined) return;
        event.preventDefault();
        onRange(moved && { min: valueAt(axis, moved[0]), max: valueAt(axis, moved[1]) });
      }}
    >
      {range && (
        <span
          className={css.brush}
          style={{ top: (1 - high) * height, height: Math.max(2, (high - low) * height) }}
        />
      )}
    </button>
  );
}

const KEY_STEP = 0.05;

function moveByKey(event: KeyboardEvent, low: number, high: number): [number, number] | null | undefined {
  if (event.key === "Escape" || event.key === "Delete") return null;
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return undefined;
  const by = event.key === "ArrowUp" ? KEY_STEP : -KEY_STEP;
  return event.shiftKey
    ? [Math.max(0, Math.min(high - KEY_STEP, low + by)), high]
    : [low, Math.min(1, Math.max(low + KEY_STEP, high + by))];
}

function describeRange(column: FieldColumn, { min, max }: Range): string {
  if (!column.categories) return `${nameValue(column, min)} to ${nameValue(column, max)}`;
  return column.categories.filter((_, i) => i >= min && i <= max).join(", ") || "nothing";
}

function xOf(box: Box, at: number, count: number): number {
  return box.left + SIDE + (at / Math.max(1, count - 1)) * (box.width - 2 * SIDE);
}

/** Paint parallel coordinates into a box. */
export function paintParallel(pen: Pen, ink: Ink, box: Box, data: ParallelData): void {
  const axes = data.columns.map(axisOf);
  const colour = data.columns[data.columns.length - 1];
  const tones = colour ? tonesOf(colour) : new Int16Array(data.keys.length);
  const count = data.columns.length;
  const height = box.height - TOP - BOTTOM;
  const trace = (run: number) => {
    let drawing = false;
    axes.forEach((axis, i) => {
      const share = shareOn(axis, data.columns[i]?.values[run] ?? Number.NaN);
      if (!Number.isFinite(share)) {
        drawing = false;
        return;
      }
      const x = xOf(box, i, count);
      const y = box.top + TOP + (1 - share) * height;
      if (drawing) pen.lineTo(x, y);
      else pen.moveTo(x, y);
      drawing = true;
    });
  };
  const stroke = (runs: readonly number[], style: string, alpha: number) => {
    pen.strokeStyle = style;
    pen.globalAlpha = alpha;
    pen.beginPath();
    for (const run of runs) trace(run);
    pen.stroke();
  };
  const all = Array.from(data.keys.keys());
  pen.save();
  pen.lineWidth = 1;
  stroke(
    all.filter((run) => !data.isInside[run]),
    ink.faint,
    0.16,
  );
  const inside = all.filter((run) => data.isInside[run]);
  const strength = inside.length > 200 ? 0.5 : 0.8;
  for (const tone of new Set([...tones].sort((a, b) => a - b))) {
    const runs = inside.filter((run) => tones[run] === tone);
    if (colour && runs.length) stroke(runs, colourOf(colour, tone, ink), strength);
  }
  pen.restore();
  data.columns.forEach((column, i) => {
    paintAxis(pen, ink, column, axes[i] ?? axisOf(column), xOf(box, i, count), box, count);
  });
}

function paintAxis(
  pen: Pen,
  ink: Ink,
  column: FieldColumn,
  axis: FieldAxis,
  x: number,
  box: Box,
  count: number,
): void {
  const height = box.height - TOP - BOTTOM;
  const top = box.top + TOP;
  const letters = Math.max(6, Math.floor((box.width - 2 * SIDE) / Math.max(1, count - 1) / 6.6));
  pen.save();
  pen.strokeStyle = ink.quiet;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(x, top);
  pen.lineTo(x, top + height);
  pen.stroke();
  setFont(pen, ink.font, TEXT_SIZE, 550);
  pen.textBaseline = "middle";
  pen.fillStyle = ink.text;
  const isLast = x > box.left + box.width - SIDE - 1;
  const isFirst = x < box.left + SIDE + 1;
  pen.textAlign = isFirst ? "left" : isLast ? "right" : "center";
  const edge = isFirst ? box.left + 4 : isLast ? box.left + box.width - 4 : x;
  pen.fillText(cutMiddle(column.name, letters), edge, box.top + 10);
  setFont(pen, ink.font, TEXT_SIZE - 1);
  pen.textAlign = isFirst ? "right" : "left";
  const ticks = axis.ticks(height / 40);
  ticks.places.forEach((place, i) => {
    const y = top + (1 - shareOn(axis, place)) * height;
    const name = cutMiddle(ticks.names[i] ?? "", isFirst || isLast ? 6 : Math.max(5, letters - 3));
    const at = x + (isFirst ? -5 : 5);
    pen.globalAlpha = 0.8;
    pen.fillStyle = ink.ground;
    const size = name.length * 5.8 + 2;
    pen.fillRect(isFirst ? at - size : at - 1, y - 6, size, 12);
    pen.globalAlpha = 1;
    pen.fillStyle = ink.quiet;
    pen.fillText(name, at, y);
  });
  pen.restore();
}

function findRun(
  data: ParallelData,
  axes: readonly FieldAxis[],
  box: Box,
  left: number,
  top: number,
): Found | null {
  const count = axes.length;
  const size = (box.width - 2 * SIDE) / Math.max(1, count - 1);
  const at = Math.max(0, Math.min(count - 2, Math.floor((left - SIDE) / size)));
  const share = (left - xOf(box, at, count)) / size;
  if (share < 0 || share > 1) return null;
  const height = box.height - TOP - BOTTOM;
  let nearest = NEAR;
  let run = -1;
  for (let i = 0; i < data.keys.length; i++) {
    if (!data.isInside[i]) continue;
    const [a, b] = [at, at + 1].map((one) => {
      const axis = axes[one];
      return axis ? shareOn(axis, data.columns[one]?.values[i] ?? Number.NaN) : Number.NaN;
    }) as [number, number];
    const distance = Math.abs(TOP + (1 - (a * (1 - share) + b * share)) * height - top);
    if (distance < nearest) {
      nearest = distance;
      run = i;
    }
  }
  if (run < 0) return null;
  const lines = data.columns.map((column) => `${column.name}: ${nameValue(column, column.values[run])}`);
  return { key: data.keys[run] ?? "", lines: [data.labels[run] ?? "", ...lines] };
}
