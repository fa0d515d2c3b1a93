/** How the axes of a line chart are ticked and named. */

import { placeLogTicks, placeTicks, type Range } from "../lib/curves";
import { formatExact, formatTick } from "../lib/numbers";
import { formatDuration, formatExactTime } from "../lib/times";
import type { XKind } from "../lib/x-kind";

/** Return ticks of a y axis of this height in pixels. */
export function ticksY(range: Range, height: number, isLog: boolean): number[] {
  const wanted = Math.max(2, Math.floor(height / (height > 300 ? 56 : 34)));
  return isLog ? placeLogTicks(range, wanted) : placeTicks(range, wanted);
}

/** Return ticks of an x axis of this width in pixels. */
export function ticksX(range: Range, width: number, kind: XKind, isLog: boolean): number[] {
  const wanted = Math.max(2, Math.floor(width / 80));
  if (isLog) return placeLogTicks(range, wanted);
  if (kind === "elapsed") return placeDurations(range, wanted);
  if (kind === "time") return placeTimes(range, wanted);
  const ticks = placeTicks(range, wanted);
  return kind === "step" && range.max - range.min >= 2 ? ticks.filter(Number.isInteger) : ticks;
}

/** Return the words at ticks. */
export function nameTicks(ticks: readonly number[], kind: XKind | "value"): string[] {
  if (kind === "elapsed") return ticks.map((tick) => (tick === 0 ? "0" : formatDuration(tick)));
  if (kind === "time") return nameTimes(ticks);
  const step = Math.abs((ticks[1] ?? 0) - (ticks[0] ?? 0)) || 1;
  return ticks.map((tick) => formatTick(tick, isGeometric(ticks) ? tick : step));
}

/** Return the room that the names of ticks need beside the y axis. */
export function sizeOfTicks(names: readonly string[]): number {
  return Math.max(36, ...names.map((name) => name.length * 6.4 + 12));
}

/** Return the words for one place on the x axis. */
export function namePlace(x: number, kind: XKind): string {
  if (kind === "time") return formatExactTime(x * 1e6);
  if (kind === "elapsed") return `${formatDuration(x)} in`;
  if (kind === "value") return formatExact(x);
  return `step ${formatExact(x)}`;
}

/** Powers of ten side by side are the ticks of a log axis: each is named by its own size. */
function isGeometric(ticks: readonly number[]): boolean {
  return ticks.length > 1 && ticks.every((tick) => tick > 0 && Math.abs(Math.log10(tick) % 1) < 1e-9);
}

const DURATIONS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
];

function placeDurations(range: Range, wanted: number): number[] {
  const rough = (range.max - range.min) / wanted;
  const step = DURATIONS.find((duration) => duration >= rough) ?? Math.ceil(rough / 86_400) * 86_400;
  if (rough < 0.5) return placeTicks(range, wanted);
  const ticks: number[] = [];
  for (let tick = Math.ceil(range.min / step) * step; tick <= range.max; tick += step) ticks.push(tick);
  return ticks;
}

const DAY = 86_400;

/** Ticks at round times of the clock of whoever looks; over months, at midnights. */
function placeTimes(range: Range, wanted: number): number[] {
  const rough = (range.max - range.min) / wanted;
  const zone = new Date(range.min * 1000).getTimezoneOffset() * 60;
  const step = DURATIONS.find((duration) => duration >= rough) ?? Math.ceil(rough / DAY) * DAY;
  const ticks: number[] = [];
  for (let tick = Math.ceil((range.min - zone) / step) * step + zone; tick <= range.max; tick += step)
    ticks.push(tick);
  return ticks;
}

function nameTimes(ticks: readonly number[]): string[] {
  const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
  return ticks.map((tick) => {
    const date = new Date(tick * 1000);
    const isMidnight = date.getHours() + date.getMinutes() + date.getSeconds() === 0;
    const words: Intl.DateTimeFormatOptions =
      isMidnight || step >= DAY
        ? { day: "numeric", month: "short" }
        : { hour: "2-digit", minute: "2-digit", ...(step < 60 && step > 0 && { second: "2-digit" }) };
    return new Intl.DateTimeFormat("en-GB", words).format(date);
  });
}
