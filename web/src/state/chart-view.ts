/** How charts are drawn, as the address says it: smoothing, axes, zoom, search, charts of one's own. */

import { useMemo } from "react";
import { BANDS, type BandKind, SMOOTHINGS, type SmoothingKind } from "../lib/chart-choices";
import { type ChartDefinition, readCharts, spellCharts } from "../lib/chart-definitions";
import type { Range, Zoom } from "../lib/curves";
import { isXChoice, type XChoice } from "../lib/x-kind";
import { type AddressChange, useAddress } from "./address";

export interface ChartView {
  smoothing: number;
  smoothingKind: SmoothingKind;
  logX: boolean;
  logY: boolean;
  /** The y axis spans what most values span; the rest is cut at its edge, and counted. */
  ignoreOutliers: boolean;
  /** What the band around the mean of a group is. */
  band: BandKind;
  x: XChoice;
  zoom: Range | null;
  /** The y axis of one chart by hand. */
  zoomY: { chart: string; range: Range } | null;
  search: string;
  charts: readonly ChartDefinition[];
  /** The chart that fills the window, as `spellChart` wrote it. */
  full: string | null;
}

/** Return how charts are drawn, and how to change it. */
export function useChartView(initialX: XChoice = "step"): [ChartView, (change: Partial<ChartView>) => void] {
  const [address, setAddress] = useAddress();
  const view = useMemo(() => readView(address, initialX), [address, initialX]);
  const change = (next: Partial<ChartView>) => {
    const logs =
      next.logX === undefined && next.logY === undefined ? {} : { logX: view.logX, logY: view.logY };
    setAddress(spellView({ ...logs, ...next }, initialX));
  };
  return [view, change];
}

/** Return the view that an address describes. */
export function readView(address: URLSearchParams, initialX: XChoice): ChartView {
  const x = address.get("x") ?? initialX;
  const smoothing = Number(address.get("smooth") ?? 0);
  const log = address.get("log") ?? "";
  return {
    smoothing: Number.isFinite(smoothing) ? Math.max(0, Math.min(1, smoothing)) : 0,
    smoothingKind: oneOf(SMOOTHINGS, address.get("smoothing")),
    logX: log.includes("x"),
    logY: log.includes("y") || log === "1", // what addresses said before x had one
    ignoreOutliers: address.get("outliers") === "0",
    band: oneOf(BANDS, address.get("band")),
    x: isXChoice(x) ? x : initialX,
    zoom: readRange(address.get("zoom")),
    zoomY: readZoomY(address.get("zoom-y")),
    search: address.get("find") ?? "",
    charts: readCharts(address.get("charts")),
    full: address.get("full"),
  };
}

/** Return what a change of the view changes in the address. The two logarithms stand in one word: give both. */
export function spellView(view: Partial<ChartView>, initialX: XChoice): AddressChange {
  const change: AddressChange = {};
  if (view.smoothing !== undefined) change.smooth = view.smoothing > 0 ? String(view.smoothing) : null;
  if (view.smoothingKind !== undefined) change.smoothing = unless(view.smoothingKind, SMOOTHINGS[0]);
  if (view.logX !== undefined || view.logY !== undefined)
    change.log = `${view.logX ? "x" : ""}${view.logY ? "y" : ""}` || null;
  if (view.ignoreOutliers !== undefined) change.outliers = view.ignoreOutliers ? "0" : null;
  if (view.band !== undefined) change.band = unless(view.band, BANDS[0]);
  if (view.x !== undefined) {
    change.x = unless(view.x, initialX);
    change.zoom = null;
    change["zoom-y"] = null;
  }
  if (view.zoom !== undefined) change.zoom = view.zoom ? spellRange(view.zoom) : null;
  if (view.zoomY !== undefined)
    change["zoom-y"] = view.zoomY ? `${spellRange(view.zoomY.range)} ${view.zoomY.chart}` : null;
  if (view.search !== undefined) change.find = view.search || null;
  if (view.charts !== undefined) change.charts = spellCharts(view.charts);
  if (view.full !== undefined) change.full = view.full;
  return change;
}

/** Return what a zoom in one chart changes: x in all charts, y in this one. */
export function zoomView(zoom: Zoom | null, chart: string): Partial<ChartView> {
  return { zoom: zoom?.x ?? null, zoomY: zoom?.y ? { chart, range: zoom.y } : null };
}

function unless(word: string, usual: string): string | null {
  return word === usual ? null : word;
}

function oneOf<Word extends string>(words: readonly [Word, ...Word[]], wanted: string | null): Word {
  return words.find((word) => word === wanted) ?? words[0];
}

function readZoomY(text: string | null): ChartView["zoomY"] {
  const [span = "", ...chart] = (text ?? "").split(" ");
  const range = readRange(span);
  return range && chart.length > 0 ? { chart: chart.join(" "), range } : null;
}

function spellRange({ min, max }: Range): string {
  return `${min}:${max}`;
}

function readRange(text: string | null): Range | null {
  const [min, max, rest] = (text ?? "").split(":").map(Number);
  if (min === undefined || max === undefined || rest !== undefined) return null;
  return Number.isFinite(min) && Number.isFinite(max) && min < max ? { min, max } : null;
}
