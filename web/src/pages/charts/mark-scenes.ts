/** From runs of the table to what the marks draw, and to the files that they become. */

import { type BarData, heightOfBars, paintBars } from "../../charts/BarChart";
import { type BestData, paintBest } from "../../charts/BestChart";
import type { Ink } from "../../charts/ink";
import type { Box } from "../../charts/Painted";
import { type ParallelData, paintParallel } from "../../charts/ParallelChart";
import type { Pen } from "../../charts/pen";
import { EDGE, paintGround, TITLE } from "../../charts/picture";
import { paintScatter, type ScatterData } from "../../charts/ScatterChart";
import { type Brush, listBrushed } from "../../lib/brush-query";
import type { ChartDefinition } from "../../lib/chart-definitions";
import { type CsvValue, spellTime, writeCsv } from "../../lib/csv-lines";
import type { Range } from "../../lib/curves";
import type { FieldColumn } from "../../lib/field-columns";
import { barsOfGroups, barsOfRuns } from "./bars";
import type { Export } from "./ChartMenu";
import type { Marks } from "./use-marks";

export type MarkScene =
  | { kind: "bar"; data: BarData }
  | { kind: "scatter"; data: ScatterData }
  | { kind: "best"; data: BestData }
  | { kind: "parallel"; data: ParallelData };

/** Return what a chart draws of runs; null where its definition lacks a field. */
export function makeMarkScene(
  chart: ChartDefinition,
  marks: Marks,
  ranges: ReadonlyMap<number, Range>,
): MarkScene | null {
  const { keys, labels, slots, columns, created, goal } = marks;
  const [first, second, third = null] = columns;
  switch (chart.kind) {
    case "bar":
      if (!first) return null;
      return { kind: "bar", data: second ? barsOfGroups(first, second, goal) : barsOfRuns(marks, first) };
    case "scatter":
      if (!first || !second) return null;
      return { kind: "scatter", data: { keys, labels, slots, x: first, y: second, colour: third } };
    case "best":
      return first ? { kind: "best", data: { keys, labels, times: created, metric: first, goal } } : null;
    case "parallel": {
      const isInside = listBrushed(listBrushes(marks, ranges), keys.length);
      return { kind: "parallel", data: { keys, labels, columns, brushes: ranges, isInside } };
    }
    default:
      return null;
  }
}

/** Return what is brushed, with the fields of the axes. */
export function listBrushes(marks: Marks, ranges: ReadonlyMap<number, Range>): Brush[] {
  return [...ranges].flatMap(([at, range]) => {
    const column = marks.columns[at];
    const asked = marks.asked[at];
    return column && asked ? [{ path: asked.path, aggregate: asked.aggregate ?? null, column, range }] : [];
  });
}

const WIDTH = 960;
const HEIGHT = 460;

/** Return a chart as it can be taken elsewhere. */
export function exportMarks(scene: MarkScene, marks: Marks, title: string, ink: Ink): Export {
  const inner = scene.kind === "bar" ? heightOfBars(scene.data) : HEIGHT;
  const height = TITLE + inner + EDGE;
  const box: Box = { left: EDGE, top: TITLE + 4, width: WIDTH - 2 * EDGE, height: inner };
  const paint = (pen: Pen) => {
    paintGround(pen, ink, WIDTH, height, title);
    paintScene(scene, pen, ink, box);
  };
  return { picture: { title, width: WIDTH, height, paint }, csv: () => writeTable(marks) };
}

function paintScene(scene: MarkScene, pen: Pen, ink: Ink, box: Box): void {
  if (scene.kind === "bar") paintBars(pen, ink, box, scene.data);
  else if (scene.kind === "scatter") paintScatter(pen, ink, box, scene.data);
  else if (scene.kind === "best") paintBest(pen, ink, box, scene.data);
  else paintParallel(pen, ink, box, scene.data);
}

function writeTable({ keys, labels, columns, created }: Marks): string {
  const head = ["run", "name", "created", ...columns.map((column) => column.name)];
  const rows = keys.map((key, i) => [
    key,
    labels[i],
    spellCell(created, i),
    ...columns.map((column) => spellCell(column, i)),
  ]);
  return writeCsv(head, rows);
}

function spellCell({ kind, categories, values }: FieldColumn, at: number): CsvValue {
  const value = values[at] ?? Number.NaN;
  if (Number.isNaN(value)) return null;
  if (categories) return categories[value];
  return kind === "time" ? spellTime(value) : value;
}
