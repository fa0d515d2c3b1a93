/** Lines over steps or time. uPlot keeps axes, crosshair and zoom; the lines are painted here. */

import { useEffect, useMemo, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Range } from "../lib/curves";
import { COLOURS } from "../lib/palette";
import type { XKind } from "../lib/x-kind";
import { useTheme } from "../ui/theme";
import { namePlace, nameTicks, ticksX, ticksY } from "./axes";
import { type Curve, type DrawnCurve, smoothCurves, spanX, spanY } from "./curve";
import { HoverList } from "./HoverList";
import { type Hover, lookUnder } from "./hover";
import css from "./LineChart.module.css";
import { paintCurves, type Stage } from "./paint";

export interface LineChartProps {
  curves: readonly Curve[];
  label: string;
  width: number;
  height: number;
  smoothing: number;
  logY: boolean;
  x: XKind;
  /** The range of x to show; null for all. */
  zoom: Range | null;
  onZoom: (zoom: Range | null) => void;
  /** Charts with the same key share the crosshair. */
  syncKey: string;
  /** The curve that stands out, by its key. */
  strong: string | null;
}

interface Scene {
  curves: readonly DrawnCurve[];
  x: Range;
  y: Range;
  /** No value can be shown. */
  isBlank: boolean;
  logY: boolean;
  kind: XKind;
  strong: string | null;
  colours: readonly string[];
  onZoom: (zoom: Range | null) => void;
  onHover: (hover: Hover | null) => void;
}

/** A line chart of a given size. */
export function LineChart(props: LineChartProps) {
  const { curves, smoothing, logY, x: kind, zoom, onZoom, strong, width, height, syncKey } = props;
  const theme = useTheme();
  const [hover, setHover] = useState<Hover | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const drawn = useMemo(() => smoothCurves(curves, smoothing), [curves, smoothing]);
  const x = useMemo(() => zoom ?? spanX(drawn), [zoom, drawn]);
  const reach = useMemo(() => spanY(drawn, x, logY), [drawn, x, logY]);
  const isBlank = reach === null;
  const y = reach ?? BLANK;
  const colours = useMemo(() => readColours(theme), [theme]);
  const front = strong ?? (drawn.length > 1 ? (hover?.nearest ?? null) : null);
  const scene: Scene = {
    curves: drawn,
    x,
    y,
    isBlank,
    logY,
    kind,
    strong: front,
    colours,
    onZoom,
    onHover: setHover,
  };
  const live = useRef(scene);
  live.current = scene;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a plot is made anew only for what uPlot cannot change
  useEffect(() => {
    if (!frame.current || width === 0) return;
    const made = new uPlot(
      makeOptions(live, width, height, syncKey),
      shadowData(live.current),
      frame.current,
    );
    const leave = () => live.current.onHover(null);
    made.over.addEventListener("pointerleave", leave);
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [theme, kind, logY, syncKey, width > 0]);

  useEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height });
  }, [width, height]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the data are read through `live`
  useEffect(() => {
    plot.current?.setData(shadowData(live.current));
  }, [drawn, x, y]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the look is read through `live`
  useEffect(() => {
    plot.current?.redraw(false);
  }, [front]);

  const over = plot.current?.over;
  return (
    <div className={css.chart} style={{ height }} role="img" aria-label={props.label}>
      <div ref={frame} />
      {isBlank && <p className={css.blank}>{logY ? "No values above 0 here." : "No finite values here."}</p>}
      {over && hover && hover.items.length > 0 && (
        <HoverList hover={hover} place={namePlace(placeOf(hover), kind)} frame={over} />
      )}
    </div>
  );
}

type Live = { current: Scene };

/** uPlot's own data are only the corners of what is shown. */
function shadowData({ x, y }: Scene): uPlot.AlignedData {
  return [
    [x.min, x.max],
    [y.min, y.max],
  ];
}

function makeOptions(live: Live, width: number, height: number, syncKey: string): uPlot.Options {
  const { kind, logY } = live.current;
  return {
    width,
    height,
    pxAlign: false,
    legend: { show: false },
    padding: [6, 20, 0, 0],
    scales: {
      x: { time: kind === "time", range: () => padEqual(live.current.x) },
      y: { distr: logY ? 3 : 1, range: () => [live.current.y.min, live.current.y.max] },
    },
    series: [{}, { paths: () => null, points: { show: false } }],
    axes: [axisX(live), axisY(live)],
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false },
      sync: { key: syncKey, scales: ["x", null], setSeries: false },
      bind: { dblclick: () => () => resetZoom(live) },
    },
    hooks: {
      draw: [(plot) => paintCurves(makeStage(plot, live.current), live.current.curves, live.current.strong)],
      setCursor: [(plot) => follow(plot, live.current)],
      setSelect: [(plot) => zoomIn(plot, live.current)],
    },
  };
}

function axisX(live: Live): uPlot.Axis {
  const { kind } = live.current;
  const own: Partial<uPlot.Axis> =
    kind === "time"
      ? {}
      : {
          splits: (plot, _axis, min, max) => ticksX({ min, max }, plot.bbox.width / uPlot.pxRatio, kind),
          values: (_plot, ticks) => nameTicks(ticks, kind),
        };
  return { ...own, ...lookOfAxis(), size: 24, gap: 4, grid: { show: false }, ticks: { show: false } };
}

function axisY(live: Live): uPlot.Axis {
  return {
    ...lookOfAxis(),
    splits: (plot) => {
      const { y, logY, isBlank } = live.current;
      return isBlank ? [] : ticksY(y, plot.bbox.height / uPlot.pxRatio, logY);
    },
    incrs: (_plot, _axis, min, max) => [Math.max(5, Math.min(Number.MAX_VALUE, max - min))], // the splits are ours
    filter: (_plot, ticks) => ticks,
    values: (_plot, ticks) => nameTicks(ticks, "value"),
    size: (_plot, values) => Math.max(36, ...(values ?? []).map((value) => value.length * 6.4 + 12)),
    gap: 6,
    grid: { stroke: readToken("--line"), width: 1 },
    ticks: { show: false },
  };
}

function lookOfAxis(): Partial<uPlot.Axis> {
  return { stroke: readToken("--text-3"), font: `11px ${readToken("--font")}` };
}

function makeStage(plot: uPlot, scene: Scene): Stage {
  const { left, top, width, height } = plot.bbox;
  const [min, max] = padEqual(scene.x);
  const { y, logY, colours } = scene;
  return {
    context: plot.ctx,
    left,
    top,
    width,
    height,
    x: { min, max },
    y,
    logY,
    ratio: uPlot.pxRatio,
    colours,
  };
}

function follow(plot: uPlot, scene: Scene): void {
  const { left = -1, top = -1 } = plot.cursor;
  if (left < 0 || !plot.over.matches(":hover")) {
    scene.onHover(null);
    return;
  }
  scene.onHover(lookUnder(makeStage(plot, scene), scene.curves, left, top));
}

function zoomIn(plot: uPlot, scene: Scene): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  const min = plot.posToVal(left, "x");
  const max = plot.posToVal(left + width, "x");
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  scene.onZoom({ min: roundPlace(min, { min, max }), max: roundPlace(max, { min, max }) });
}

/** The place of the point that is nearest: what lies between points was never logged. */
function placeOf(hover: Hover): number {
  return (hover.items.find((item) => item.key === hover.nearest) ?? hover.items[0])?.x ?? hover.x;
}

function resetZoom(live: Live): null {
  live.current.onZoom(null);
  return null;
}

/** What the y axis spans where it has nothing to show. */
const BLANK: Range = { min: 1, max: 2 };

/** A single place still needs a width. */
function padEqual({ min, max }: Range): [number, number] {
  return max > min ? [min, max] : [min - 0.5, max + 0.5];
}

/** Return a place with no more digits than a range of a thousand pixels can tell apart. */
function roundPlace(value: number, { min, max }: Range): number {
  const digits = Math.max(0, Math.min(12, 3 - Math.floor(Math.log10(max - min || 1))));
  return Number(value.toFixed(digits));
}

function readColours(_theme: string): string[] {
  return Array.from({ length: COLOURS }, (_, slot) => readToken(`--s${slot}`));
}

function readToken(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
