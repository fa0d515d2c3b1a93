/** One bar for each run or group, the greatest or the best first. */

import { useCallback } from "react";
import { cutMiddle } from "../lib/field-paths";
import { countOf, formatExact, formatNumber, formatSpread } from "../lib/numbers";
import { lookOf } from "../lib/palette";
import { setFont, TEXT_SIZE } from "./frame";
import type { Ink } from "./ink";
import { type Box, Painted } from "./Painted";
import css from "./Painted.module.css";
import type { Pen } from "./pen";

/** All columns have one value for each bar, in the order in which the bars stand. */
export interface BarData {
  keys: readonly string[];
  labels: readonly string[];
  values: Float64Array;
  /** Of groups: a standard deviation on either side, and how many runs there are; null for runs. */
  deviations: Float64Array | null;
  counts: Float64Array | null;
  /** The slot of a run that is drawn elsewhere too; -1 for others. */
  slots: Int16Array;
}

interface BarChartProps {
  data: BarData;
  label: string;
  width: number;
  height: number;
  onOpen: ((key: string) => void) | null;
}

const ROW = 20;
const BAR = 12;
const LETTER = 6.4;
const VALUE = 64;

/** Bars below each other; more than there is room for are scrolled. */
export function BarChart({ data, label, width, height, onOpen }: BarChartProps) {
  const paint = useCallback((pen: Pen, ink: Ink, box: Box) => paintBars(pen, ink, box, data), [data]);
  const find = (_left: number, top: number) => {
    const at = Math.floor(top / ROW);
    const name = data.labels[at];
    return name === undefined ? null : { key: data.keys[at] ?? "", lines: [name, describeBar(data, at)] };
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is scrolled must be reached by keyboard
    <section className={css.scroll} style={{ height }} tabIndex={0} aria-label={`Bars of ${label}`}>
      <Painted
        label={label}
        width={width}
        height={heightOfBars(data)}
        paint={paint}
        find={find}
        onOpen={data.counts ? null : onOpen}
      />
    </section>
  );
}

/** Return the height of all bars. */
export function heightOfBars(data: BarData): number {
  return Math.max(ROW, data.keys.length * ROW);
}

function describeBar({ values, deviations, counts }: BarData, at: number): string {
  const value = formatExact(values[at] ?? Number.NaN);
  const count = counts?.[at];
  if (count === undefined) return value;
  return `${value} ± ${formatSpread(deviations?.[at] ?? 0)} · ${countOf(count, "run")}`;
}

/** Paint bars into a box; they begin at zero. */
export function paintBars(pen: Pen, ink: Ink, box: Box, data: BarData): void {
  const longest = Math.max(0, ...data.labels.map((label) => label.length));
  const names = Math.min(box.width * 0.4, longest * LETTER + 10, 220);
  const room = Math.max(10, box.width - names - VALUE);
  const reach = (i: number, side: number) => (data.values[i] ?? 0) + side * (data.deviations?.[i] ?? 0);
  const finite = Array.from(data.keys.keys()).filter((i) => Number.isFinite(data.values[i]));
  const min = Math.min(0, ...finite.map((i) => reach(i, -1)));
  const max = Math.max(0, ...finite.map((i) => reach(i, 1)));
  const placeOf = (value: number) => box.left + names + ((value - min) / (max - min || 1)) * room;
  setFont(pen, ink.font, TEXT_SIZE);
  pen.textBaseline = "middle";
  data.labels.forEach((label, i) => {
    const middle = box.top + i * ROW + ROW / 2;
    const value = data.values[i] ?? Number.NaN;
    const slot = data.slots[i] ?? -1;
    pen.textAlign = "right";
    pen.fillStyle = ink.text;
    pen.fillText(cutMiddle(label, Math.floor((names - 10) / LETTER)), box.left + names - 8, middle);
    pen.textAlign = "left";
    pen.fillStyle = ink.quiet;
    if (!Number.isFinite(value)) {
      pen.fillText(formatNumber(value), placeOf(0) + 6, middle);
      return;
    }
    pen.fillText(formatNumber(value), placeOf(Math.max(0, reach(i, 1))) + 6, middle);
    pen.fillStyle = slot < 0 ? ink.faint : (ink.series[lookOf(slot).colour] ?? ink.text);
    pen.globalAlpha = slot < 0 ? 0.6 : 1;
    const [from, to] = [placeOf(Math.min(0, value)), placeOf(Math.max(0, value))];
    pen.fillRect(from, middle - BAR / 2, Math.max(1, to - from), BAR);
    pen.globalAlpha = 1;
    if (data.deviations) paintWhisker(pen, ink, placeOf(reach(i, -1)), placeOf(reach(i, 1)), middle);
  });
}

function paintWhisker(pen: Pen, ink: Ink, from: number, to: number, middle: number): void {
  pen.strokeStyle = ink.text;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(from, middle);
  pen.lineTo(to, middle);
  for (const end of [from, to]) {
    pen.moveTo(end, middle - 3);
    pen.lineTo(end, middle + 3);
  }
  pen.stroke();
}
