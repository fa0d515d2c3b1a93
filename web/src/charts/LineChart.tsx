/** Lines over steps, time or another series; under the pointer what is there, nearest first. */

import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Zoom } from "../lib/curves";
import { namePlace } from "./axes";
import { HoverList } from "./HoverList";
import type { Hover } from "./hover";
import { useInk } from "./ink";
import css from "./LineChart.module.css";
import { makeOptions, type Present, shadowData } from "./plot";
import type { LineScene } from "./scene";

export interface LineChartProps {
  scene: LineScene;
  label: string;
  /** What the x axis is called where its places are values of a series. */
  xName?: string;
  width: number;
  height: number;
  onZoom: (zoom: Zoom | null) => void;
  /** Charts with the same key share the crosshair. */
  syncKey: string;
  /** The curves that stand out, by their key or their owner's. */
  strong: string | null;
}

/** A line chart of a given size. */
export function LineChart({
  scene,
  label,
  xName = "",
  width,
  height,
  onZoom,
  syncKey,
  strong,
}: LineChartProps) {
  const ink = useInk();
  const [hover, setHover] = useState<Hover | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const front = strong ?? (scene.curves.length > 1 ? (hover?.nearest ?? null) : null);
  const present: Present = { scene, ink, strong: front, onZoom, onHover: setHover };
  const live = useRef(present);
  live.current = present;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a plot is made anew only for what uPlot cannot change
  useEffect(() => {
    if (!frame.current || width === 0) return;
    const options = makeOptions(live, width, height, syncKey);
    const made = new uPlot(options, shadowData(live.current), frame.current);
    const leave = () => live.current.onHover(null);
    made.over.addEventListener("pointerleave", leave);
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [ink, scene.logX, scene.logY, syncKey, width > 0]);

  useEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height });
  }, [width, height]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the data are read through `live`
  useEffect(() => {
    plot.current?.setData(shadowData(live.current));
  }, [scene]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the look is read through `live`
  useEffect(() => {
    plot.current?.redraw(false);
  }, [front]);

  const over = plot.current?.over;
  return (
    <div className={css.chart} style={{ height }} role="img" aria-label={label}>
      <div ref={frame} />
      {scene.isBlank && (
        <p className={css.blank}>{scene.logY ? "No values above 0 here." : "No finite values here."}</p>
      )}
      {over && hover && hover.items.length > 0 && (
        <HoverList hover={hover} place={namePlaceOf(hover, scene, xName)} frame={over} />
      )}
    </div>
  );
}

/** The place of the point that is nearest: what lies between points was never logged. */
function namePlaceOf(hover: Hover, scene: LineScene, xName: string): string {
  const item = hover.items.find((one) => one.key === hover.nearest) ?? hover.items[0];
  const place = namePlace(item?.x ?? hover.x, scene.kind);
  return scene.kind === "value" && xName ? `${xName} ${place}` : place;
}
