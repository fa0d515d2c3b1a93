/** A series of histograms as a heat map: steps to the right, values upwards, darker where more values are. */

import { useCallback } from "react";
import { type Range, widen } from "../lib/curves";
import type { HistogramGrid } from "../lib/histograms";
import { formatNumber } from "../lib/numbers";
import { nameTicks, sizeOfTicks, ticksX, ticksY } from "./axes";
import { paintFrame } from "./frame";
import type { Ink } from "./ink";
import { type Box, Painted } from "./Painted";
import type { Pen } from "./pen";
import { placeX, placeY, type Stage } from "./stage";
import { toneAt } from "./tones";

interface HistogramChartProps {
  grid: HistogramGrid;
  label: string;
  width: number;
  height: number;
}

/** A heat map of a given size. */
export function HistogramChart({ grid, label, width, height }: HistogramChartProps) {
  const paint = useCallback((pen: Pen, ink: Ink, box: Box) => paintHistograms(pen, ink, box, grid), [grid]);
  const find = (left: number, top: number) => findBin(grid, { left: 0, top: 0, width, height }, left, top);
  return <Painted label={label} width={width} height={height} paint={paint} find={find} />;
}

/** Paint a heat map into a box. */
export function paintHistograms(pen: Pen, ink: Ink, box: Box, grid: HistogramGrid): void {
  const area = areaOf(box, grid);
  const x = spanSteps(grid);
  const y = spanBins(grid);
  const stage: Stage = { context: pen, ...area, x, y, logX: false, logY: false, ratio: 1, ink };
  const yPlaces = ticksY(y, area.height, false);
  const xPlaces = ticksX(x, area.width, "step", false);
  const ticks = {
    x: { places: xPlaces, names: nameTicks(xPlaces, "step") },
    y: { places: yPlaces, names: nameTicks(yPlaces, "value") },
  };
  paintFrame(stage, { ...ticks, xName: "", yName: "" });
  const bins = grid.edges.length - 1;
  const most = grid.shares.reduce((a, b) => Math.max(a, b), 0) || 1;
  for (let at = 0; at < grid.steps.length; at++) {
    const [from, to] = sidesOf(grid, at, x);
    const left = placeX(stage, from);
    const right = placeX(stage, to);
    for (let bin = 0; bin < bins; bin++) {
      const share = grid.shares[at * bins + bin] ?? 0;
      if (share <= 0) continue;
      const top = placeY(stage, grid.edges[bin + 1] ?? 0);
      const bottom = placeY(stage, grid.edges[bin] ?? 0);
      pen.fillStyle = toneAt(ink, Math.sqrt(share / most));
      pen.fillRect(left, top, right - left + 0.5, bottom - top + 0.5);
    }
  }
}

function areaOf(box: Box, grid: HistogramGrid): Box {
  const names = nameTicks(ticksY(spanBins(grid), box.height, false), "value");
  const room = sizeOfTicks(names);
  return {
    left: box.left + room,
    top: box.top + 8,
    width: Math.max(10, box.width - room - 16),
    height: Math.max(10, box.height - 34),
  };
}

function spanBins({ edges }: HistogramGrid): Range {
  return widen({ min: edges[0] ?? 0, max: edges[edges.length - 1] ?? 1 }, 0);
}

/** Each step reaches half way to its neighbours. */
function sidesOf({ steps }: HistogramGrid, at: number, whole: Range): [number, number] {
  const here = steps[at] ?? 0;
  const before = steps[at - 1];
  const after = steps[at + 1];
  return [
    before === undefined ? whole.min : (before + here) / 2,
    after === undefined ? whole.max : (after + here) / 2,
  ];
}

function spanSteps({ steps }: HistogramGrid): Range {
  const first = steps[0] ?? 0;
  const last = steps[steps.length - 1] ?? 0;
  const head = ((steps[1] ?? first + 1) - first) / 2 || 0.5;
  const tail = (last - (steps[steps.length - 2] ?? last - 1)) / 2 || 0.5;
  return { min: first - head, max: last + tail };
}

function findBin(grid: HistogramGrid, box: Box, left: number, top: number) {
  const area = areaOf(box, grid);
  const x = spanSteps(grid);
  const y = spanBins(grid);
  const place = x.min + ((left - area.left) / area.width) * (x.max - x.min);
  const value = y.max - ((top - area.top) / area.height) * (y.max - y.min);
  if (place < x.min || place > x.max || value < y.min || value > y.max) return null;
  let at = 0;
  while (at + 1 < grid.steps.length && ((grid.steps[at] ?? 0) + (grid.steps[at + 1] ?? 0)) / 2 < place)
    at += 1;
  const bins = grid.edges.length - 1;
  const bin = Math.min(bins - 1, Math.floor(((value - y.min) / (y.max - y.min)) * bins));
  const share = grid.shares[at * bins + bin] ?? 0;
  const [from, to] = [grid.edges[bin] ?? 0, grid.edges[bin + 1] ?? 0];
  return {
    key: `${at} ${bin}`,
    lines: [
      `step ${formatNumber(grid.steps[at] ?? 0)}`,
      `${formatNumber(from)} to ${formatNumber(to)}`,
      `${formatNumber(share * 100)} % of the values`,
    ],
  };
}
