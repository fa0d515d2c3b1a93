/** What uPlot does for a line chart: axes, crosshair, zoom. The lines are painted by `paint`. */

import uPlot from "uplot";
import type { Range, Zoom } from "../lib/curves";
import { nameTicks, sizeOfTicks, ticksX, ticksY } from "./axes";
import { paintEnds, roomForEnds } from "./ends";
import { type Hover, lookUnder } from "./hover";
import type { Ink } from "./ink";
import { FAINT, paintCurves, paintStrong } from "./paint";
import type { LineScene } from "./scene";
import { padEqual, type Stage } from "./stage";

/** What a plot reads anew each time. */
export interface Present {
  scene: LineScene;
  ink: Ink;
  strong: string | null;
  onZoom: (zoom: Zoom | null) => void;
  onHover: (hover: Hover | null) => void;
}

export type Live = { current: Present };

/** Return uPlot's own data: only the corners of what is shown. */
export function shadowData({ scene }: Present): uPlot.AlignedData {
  return [
    [scene.x.min, scene.x.max],
    [scene.y.min, scene.y.max],
  ];
}

/** Return the options of a plot of this size; plots with the same key share the crosshair. */
export function makeOptions(live: Live, width: number, height: number, syncKey: string): uPlot.Options {
  const { logX, logY } = live.current.scene;
  const layer = new Layer();
  const drag = { isOwn: false };
  return {
    width,
    height,
    pxAlign: false,
    legend: { show: false },
    padding: [6, (plot) => Math.max(20, roomOf(plot, live.current)), 0, 0],
    scales: {
      x: { time: false, distr: logX ? 3 : 1, range: () => spanOfAxis(live.current.scene.x) },
      y: { distr: logY ? 3 : 1, range: () => [live.current.scene.y.min, live.current.scene.y.max] },
    },
    series: [{}, { paths: () => null, points: { show: false } }],
    axes: [axisX(live), axisY(live)],
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false },
      sync: { key: syncKey, scales: ["x", null], setSeries: false },
      bind: {
        mousedown: (plot, _, start) => beginDrag(plot, drag, start),
        dblclick: () => () => resetZoom(live),
      },
    },
    hooks: {
      draw: [(plot) => paint(plot, layer, live.current)],
      setCursor: [(plot) => follow(plot, live.current)],
      setSelect: [(plot) => endDrag(plot, drag, live.current)],
    },
  };
}

function roomOf(plot: uPlot, { scene, ink }: Present): number {
  return roomForEnds(plot.ctx, scene.curves, plot.width, ink.font);
}

function paint(plot: uPlot, layer: Layer, present: Present): void {
  const stage = makeStage(plot, present);
  layer.paint(stage, present);
  const room = roomOf(plot, present);
  if (room > 0) paintEnds(plot.ctx, stage, present.scene.curves, room);
}

/**
 * All curves as one picture, kept while only the strong one changes: under a moving pointer hundreds of
 * curves are not painted again, the picture of all is put there faint and one curve over it.
 */
class Layer {
  private readonly canvas = document.createElement("canvas");
  private scene: LineScene | null = null;
  private key = "";

  paint(stage: Stage, { scene, strong }: Present): void {
    if (strong === null) {
      paintCurves(stage, scene.curves);
      return;
    }
    const context = stage.context as CanvasRenderingContext2D;
    const { left, top, width, height, ratio, ink } = stage;
    const key = [
      context.canvas.width,
      context.canvas.height,
      left,
      top,
      width,
      height,
      ratio,
      ...ink.series,
    ].join();
    if (this.scene !== scene || this.key !== key) {
      this.canvas.width = context.canvas.width;
      this.canvas.height = context.canvas.height;
      const own = this.canvas.getContext("2d");
      if (own) paintCurves({ ...stage, context: own }, scene.curves);
      this.scene = scene;
      this.key = key;
    }
    context.save();
    context.globalAlpha = FAINT;
    context.drawImage(this.canvas, 0, 0);
    context.restore();
    paintStrong(stage, scene.curves, strong);
  }
}

function axisX(live: Live): uPlot.Axis {
  return {
    ...lookOfAxis(live.current.ink),
    splits: (plot) => {
      const { scene } = live.current;
      return ticksX(padEqual(scene.x), plot.bbox.width / uPlot.pxRatio, scene.kind, scene.logX);
    },
    incrs: anyStep,
    filter: (_plot, ticks) => ticks,
    values: (_plot, ticks) => nameTicks(ticks, live.current.scene.kind),
    size: 24,
    gap: 4,
    grid: { show: false },
    ticks: { show: false },
  };
}

function axisY(live: Live): uPlot.Axis {
  return {
    ...lookOfAxis(live.current.ink),
    splits: (plot) => {
      const { y, logY, isBlank } = live.current.scene;
      return isBlank ? [] : ticksY(y, plot.bbox.height / uPlot.pxRatio, logY);
    },
    incrs: anyStep,
    filter: (_plot, ticks) => ticks,
    values: (_plot, ticks) => nameTicks(ticks, "value"),
    size: (_plot, values) => sizeOfTicks(values ?? []),
    gap: 6,
    grid: { stroke: live.current.ink.line, width: 1 },
    ticks: { show: false },
  };
}

/** The splits are ours. */
function anyStep(_plot: uPlot, _axis: number, min: number, max: number): number[] {
  return [Math.max(5, Math.min(Number.MAX_VALUE, max - min))];
}

function lookOfAxis(ink: Ink): Partial<uPlot.Axis> {
  return { stroke: ink.quiet, font: `11px ${ink.font}` };
}

function spanOfAxis(x: Range): [number, number] {
  const { min, max } = padEqual(x);
  return [min, max];
}

function makeStage(plot: uPlot, { scene, ink }: Present): Stage {
  const { left, top, width, height } = plot.bbox;
  const { y, logX, logY } = scene;
  const x = padEqual(scene.x);
  return { context: plot.ctx, left, top, width, height, x, y, logX, logY, ratio: uPlot.pxRatio, ink };
}

function follow(plot: uPlot, present: Present): void {
  const { left = -1, top = -1 } = plot.cursor;
  if (left < 0 || !plot.over.matches(":hover")) present.onHover(null);
  else present.onHover(lookUnder(makeStage(plot, present), present.scene.curves, left, top));
}

/** Whether it was this plot that a drag began in: plots with the same crosshair hear of it too. */
interface Drag {
  isOwn: boolean;
}

/** With shift a drag zooms y too. */
function beginDrag(plot: uPlot, drag: Drag, start: uPlot.Cursor.MouseListener) {
  return (event: MouseEvent): null => {
    drag.isOwn = true;
    if (plot.cursor.drag) plot.cursor.drag.y = event.shiftKey;
    start(event);
    document.addEventListener("mouseup", () => Object.assign(drag, { isOwn: false }), { once: true });
    return null;
  };
}

function endDrag(plot: uPlot, drag: Drag, present: Present): void {
  const { left, top, width, height } = plot.select;
  if (width < 4) return;
  const x = readSpan(plot, "x", left, left + width);
  const y = plot.cursor.drag?.y && height >= 4 ? readSpan(plot, "y", top + height, top) : null;
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  if (drag.isOwn) present.onZoom({ x, y });
}

function readSpan(plot: uPlot, axis: "x" | "y", from: number, to: number): Range {
  const min = plot.posToVal(from, axis);
  const max = plot.posToVal(to, axis);
  return { min: roundPlace(min, { min, max }), max: roundPlace(max, { min, max }) };
}

function resetZoom(live: Live): null {
  live.current.onZoom(null);
  return null;
}

/** Return a place with no more digits than a range of a thousand pixels can tell apart. */
function roundPlace(value: number, { min, max }: Range): number {
  const digits = Math.max(0, Math.min(12, 3 - Math.floor(Math.log10(max - min || 1))));
  return Number(value.toFixed(digits));
}
