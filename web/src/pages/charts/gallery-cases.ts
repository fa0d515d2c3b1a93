/** Invented data for every chart in its states; the same each time. */

import type { BarData } from "../../charts/BarChart";
import type { BestData } from "../../charts/BestChart";
import type { Curve } from "../../charts/curve";
import type { ParallelData } from "../../charts/ParallelChart";
import type { ScatterData } from "../../charts/ScatterChart";
import type { LineSettings } from "../../charts/scene";
import { bandOf } from "../../lib/bands";
import { type FieldColumn, makeFieldColumn } from "../../lib/field-columns";
import { type HistogramGrid, makeGrid } from "../../lib/histograms";

export interface LineCase {
  name: string;
  curves: readonly Curve[];
  settings: LineSettings;
}

const PLAIN: LineSettings = {
  smoothing: { kind: "ema", amount: 0 },
  logX: false,
  logY: false,
  ignoreOutliers: false,
  x: "step",
  zoom: null,
  zoomY: null,
};

const LONG =
  "a run whose name goes on and on until nobody remembers how it began, and then a little further, to its end";

/** A generator of numbers between 0 and 1 (a linear congruence). */
function makeRandom(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function curveOf(at: number, y: ArrayLike<number>, change: Partial<Curve> = {}): Curve {
  const values = Float64Array.from(y);
  const step = Float64Array.from(values.keys());
  return {
    key: `run-${at}`,
    owner: `run-${at}`,
    name: `run ${at}`,
    id: `GAL-${at}`,
    path: "train/loss",
    label: `run ${at}`,
    slot: at % 20,
    stroke: 0,
    x: step,
    y: values,
    low: null,
    high: null,
    weight: null,
    step,
    time: step.map((place) => 1.7e15 + place * 1e6),
    count: null,
    live: false,
    ...change,
  };
}

function decay(at: number, length: number): number[] {
  const random = makeRandom(at);
  const speed = length * (0.1 + 0.3 * random());
  return Array.from({ length }, (_, i) => 2 * Math.exp(-i / speed) + 0.1 + 0.25 * random() + at / 400);
}

function withSpike(values: number[]): number[] {
  return values.map((value, i) => (i === 30 || i === 61 ? 90 : i === 62 ? -40 : value));
}

function bucketsOf(at: number): Curve {
  const y = decay(at, 320);
  const low = Float64Array.from(y, (value) => value - 0.15);
  const high = Float64Array.from(y, (value, i) => (i === 200 ? 4 : value + 0.2));
  return curveOf(at, y, { low, high, weight: new Float64Array(y.length).fill(50), live: true });
}

function groupOf(at: number): Curve {
  const members = Array.from({ length: 6 }, (_, i) => curveOf(i, decay(at * 10 + i, 80 - 6 * i)));
  const band = bandOf(members, "std");
  return curveOf(at, band.mean, {
    x: band.x,
    y: band.mean,
    low: band.low,
    high: band.high,
    count: band.count,
    step: null,
    time: null,
    label: `lr 0.${at + 1}`,
    name: `lr 0.${at + 1}`,
    id: "",
  });
}

function seriesOf(at: number): Curve[] {
  return ["train/loss", "val/loss", "test/loss"].map((path, stroke) =>
    curveOf(
      at,
      decay(at + stroke * 7, 60).map((value) => value + stroke / 4),
      { key: `run-${at} ${path}`, path, stroke, label: `run ${at} · ${path}` },
    ),
  );
}

const several = (count: number, length = 100) =>
  Array.from({ length: count }, (_, i) => curveOf(i, decay(i, length)));

/** Lines in all their states. */
export function lineCases(): LineCase[] {
  const smoothed = (kind: "ema" | "gaussian"): LineSettings => ({
    ...PLAIN,
    smoothing: { kind, amount: 0.8 },
  });
  return [
    { name: "A few runs", curves: several(5), settings: PLAIN },
    { name: "One point", curves: [curveOf(0, [0.5])], settings: PLAIN },
    {
      name: "Gaps and NaN",
      curves: [curveOf(0, [1, 2, Number.NaN, 2.5, Number.NaN, Number.NaN, 3, 2, Infinity, 1])],
      settings: PLAIN,
    },
    { name: "Only NaN", curves: [curveOf(0, new Array(9).fill(Number.NaN))], settings: PLAIN },
    {
      name: "Log y with values at and below zero",
      curves: [curveOf(0, [1, 10, 0, -5, 1000, 100, 0.01])],
      settings: { ...PLAIN, logY: true },
    },
    { name: "Log x", curves: several(3, 2000), settings: { ...PLAIN, logX: true } },
    { name: "Spikes", curves: [curveOf(2, withSpike(decay(2, 100)))], settings: PLAIN },
    {
      name: "Outliers ignored",
      curves: [curveOf(2, withSpike(decay(2, 100)))],
      settings: { ...PLAIN, ignoreOutliers: true },
    },
    { name: "Buckets", curves: [bucketsOf(0), bucketsOf(3)], settings: PLAIN },
    { name: "Moving average", curves: several(2), settings: smoothed("ema") },
    { name: "Gaussian", curves: several(2), settings: smoothed("gaussian") },
    { name: "Groups with bands", curves: [groupOf(0), groupOf(1), groupOf(2)], settings: PLAIN },
    { name: "Several series of each run", curves: [0, 1].flatMap(seriesOf), settings: PLAIN },
    {
      name: "Long names",
      curves: several(3).map((curve) => ({ ...curve, label: `${LONG} ${curve.label}`, name: LONG })),
      settings: PLAIN,
    },
    { name: "Times of day", curves: several(2).map(onTime), settings: { ...PLAIN, x: "time" } },
    { name: "300 curves", curves: several(300, 640), settings: PLAIN },
  ];
}

function onTime(curve: Curve): Curve {
  return { ...curve, x: curve.x.map((place) => 1.7e9 + place * 400) };
}

function column(name: string, cells: readonly unknown[], isTime = false): FieldColumn {
  return makeFieldColumn(name, cells, isTime);
}

interface Sweep {
  keys: string[];
  labels: string[];
  rate: FieldColumn;
  optimiser: FieldColumn;
  accuracy: FieldColumn;
  created: FieldColumn;
}

function sweepOf(count: number): Sweep {
  const random = makeRandom(count);
  const places = Array.from({ length: count }, (_, i) => i);
  const rates = places.map(() => 10 ** (-4 + 3 * random()));
  return {
    keys: places.map((i) => `GAL-${i}`),
    labels: places.map((i) => (i === 1 ? LONG : `run ${i}`)),
    rate: column("config/lr", rates),
    optimiser: column(
      "config/optimiser",
      places.map((i) => (i % 17 === 16 ? null : ["adam", "sgd", "lion"][i % 3])),
    ),
    accuracy: column(
      "val/acc (max)",
      rates.map((rate, i) =>
        i % 13 === 12 ? "NaN" : 0.9 - Math.abs(Math.log10(rate) + 2.5) / 4 + random() / 10,
      ),
    ),
    created: column(
      "Created",
      places.map((i) => 1.7e15 + i * 3.6e9),
      true,
    ),
  };
}

/** Scatter plots by name. */
export function scatterCases(): [string, ScatterData][] {
  const { keys, labels, rate, optimiser, accuracy } = sweepOf(120);
  const slots = Int16Array.from(keys, (_, i) => (i < 20 ? i : -1));
  const one = sweepOf(1);
  return [
    ["Dots of drawn runs", { keys, labels, slots, x: rate, y: accuracy, colour: null }],
    ["Dots by a category", { keys, labels, slots, x: rate, y: accuracy, colour: optimiser }],
    ["Dots by a number", { keys, labels, slots, x: optimiser, y: accuracy, colour: rate }],
    [
      "One dot",
      {
        keys: one.keys,
        labels: one.labels,
        slots: Int16Array.of(0),
        x: one.rate,
        y: one.accuracy,
        colour: null,
      },
    ],
  ];
}

/** Bar charts by name. */
export function barCases(): [string, BarData][] {
  const few = { keys: ["a", "b", "c"], labels: ["adam", "sgd", LONG], slots: Int16Array.of(0, 1, 2) };
  const many = Array.from({ length: 60 }, (_, i) => i);
  const single = { deviations: null, counts: null };
  return [
    [
      "Bars of groups",
      {
        ...few,
        values: Float64Array.of(0.9, 0.7, 0.2),
        deviations: Float64Array.of(0.05, 0.1, 0),
        counts: Float64Array.of(5, 9, 1),
      },
    ],
    ["Bars to both sides", { ...few, values: Float64Array.of(3, -1, -2.5), ...single }],
    [
      "Many bars",
      {
        keys: many.map((i) => `GAL-${i}`),
        labels: many.map((i) => `run ${i}`),
        slots: Int16Array.from(many, (i) => (i < 20 ? i : -1)),
        values: Float64Array.from(many, (i) => 1 - i / 70),
        ...single,
      },
    ],
  ];
}

/** Bests by name. */
export function bestCases(): [string, BestData][] {
  const { keys, labels, created, accuracy } = sweepOf(60);
  const loss = { ...accuracy, values: accuracy.values.map((value) => 1 - value) };
  return [
    ["The greatest so far", { keys, labels, times: created, metric: accuracy, goal: "maximise" }],
    ["The least so far", { keys, labels, times: created, metric: loss, goal: "minimise" }],
  ];
}

/** Runs on four axes, nothing brushed. */
export function parallelCase(): Omit<ParallelData, "brushes" | "isInside"> {
  const { keys, labels, rate, optimiser, accuracy, created } = sweepOf(200);
  return { keys, labels, columns: [rate, optimiser, created, accuracy] };
}

/** Weights that spread as training goes on. */
export function histogramCase(): HistogramGrid {
  const points = Array.from({ length: 40 }, (_, i) => {
    const width = 0.3 + i / 30;
    const edges = Float64Array.from({ length: 33 }, (_, k) => width * (k / 8 - 2));
    const shares = Float64Array.from({ length: 32 }, (_, k) => Math.exp(-(((k - 15.5) / 7) ** 2)));
    const total = shares.reduce((sum, share) => sum + share, 0);
    return { step: i * 100, edges, shares: shares.map((share) => share / total) };
  });
  return makeGrid(points, 64);
}
