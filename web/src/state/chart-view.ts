/** How charts are drawn, as the address says it: smoothing, axes, zoom, search. */

import { useMemo } from "react";
import type { Range } from "../lib/curves";
import { isXKind, type XKind } from "../lib/x-kind";
import { type AddressChange, useAddress } from "./address";

export interface ChartView {
  smoothing: number;
  logY: boolean;
  x: XKind;
  zoom: Range | null;
  search: string;
}

/** Return how charts are drawn, and how to change it. */
export function useChartView(initialX: XKind = "step"): [ChartView, (change: Partial<ChartView>) => void] {
  const [address, setAddress] = useAddress();
  const view = useMemo(() => readView(address, initialX), [address, initialX]);
  const change = (next: Partial<ChartView>) => setAddress(spellView(next, initialX));
  return [view, change];
}

function readView(address: URLSearchParams, initialX: XKind): ChartView {
  const x = address.get("x") ?? initialX;
  const smoothing = Number(address.get("smooth") ?? 0);
  return {
    smoothing: Number.isFinite(smoothing) ? Math.max(0, Math.min(1, smoothing)) : 0,
    logY: address.get("log") === "1",
    x: isXKind(x) ? x : initialX,
    zoom: readRange(address.get("zoom")),
    search: address.get("find") ?? "",
  };
}

function spellView(view: Partial<ChartView>, initialX: XKind): AddressChange {
  const change: AddressChange = {};
  if (view.smoothing !== undefined) change.smooth = view.smoothing > 0 ? String(view.smoothing) : null;
  if (view.logY !== undefined) change.log = view.logY ? "1" : null;
  if (view.x !== undefined) {
    change.x = view.x === initialX ? null : view.x;
    change.zoom = null;
  }
  if (view.zoom !== undefined) change.zoom = view.zoom ? `${view.zoom.min}:${view.zoom.max}` : null;
  if (view.search !== undefined) change.find = view.search || null;
  return change;
}

function readRange(text: string | null): Range | null {
  const [min, max, rest] = (text ?? "").split(":").map(Number);
  if (min === undefined || max === undefined || rest !== undefined) return null;
  return Number.isFinite(min) && Number.isFinite(max) && min < max ? { min, max } : null;
}
