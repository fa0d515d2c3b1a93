/** What uPlot does for a line chart: axes, crosshair, zoom. The lines are painted by `paint`. */

import uPlot from "uplot";
import type { Range } from "../lib/curves";
import { nameTicks, sizeOfTicks, ticksX, ticksY } from "./axes";
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
  onZoom: (zoom: Range | null) => void;
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
  return {
    width,
    height,
    pxAlign: false,
    legend: { show: false },
    padding: [6, 20, 0, 0],
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
      bind: { dblclick: () => () => resetZoom(live) },
    },
    hooks: {
      draw: [(plot) => layer.paint(makeStage(plot, live.current), live.current)],
      setCursor: [(plot) => follow(plot, live.current)],
      setSelect: [(plot) => zoomIn(plot, live.current)],
    },
  };
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

function zoomIn(plot: uPlot, present: Present): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  const min = plot.posToVal(left, "x");
  const max = plot.posToVal(left + width, "x");
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  present.onZoom({ min: roundPlace(min, { min, max }), max: roundPlace(max, { min, max }) });
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
