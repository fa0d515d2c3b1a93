import { describe, expect, it } from "vitest";
import type { Curve } from "./curve";
import { describeScene, type LineSettings, makeScene } from "./scene";

const PLAIN: LineSettings = {
  smoothing: { kind: "ema", amount: 0 },
  logX: false,
  logY: false,
  ignoreOutliers: false,
  x: "step",
  zoom: null,
  zoomY: null,
};

function curve(y: number[], change: Partial<Curve> = {}): Curve {
  const x = Float64Array.from(y.keys());
  const nothing = { low: null, high: null, weight: null, step: x, time: null, count: null };
  const names = { key: "k", owner: "k", name: "", id: "", path: "", label: "", slot: 0, stroke: 0 };
  return { ...names, ...nothing, x, y: Float64Array.from(y), live: false, ...change };
}

describe("makeScene", () => {
  const spiky = [...Array.from({ length: 100 }, (_, i) => i / 100), 1e6];

  it("spans everything, spikes included, as long as nobody says otherwise", () => {
    expect(makeScene([curve(spiky)], PLAIN).y.max).toBeGreaterThanOrEqual(1e6);
    const bucket = curve([1, 2], { low: Float64Array.of(-9, 2), high: Float64Array.of(1, 77) });
    const { y } = makeScene([bucket], PLAIN);
    expect(y.min).toBeLessThanOrEqual(-9);
    expect(y.max).toBeGreaterThanOrEqual(77);
  });
  it("cuts outliers, counts them, and keeps their points", () => {
    const scene = makeScene([curve(spiky)], { ...PLAIN, ignoreOutliers: true });
    expect(scene.y.max).toBeLessThan(3);
    expect(describeScene(scene)).toBe("1 point beyond");
    expect(scene.curves[0]?.y).toHaveLength(101);
  });
  it("counts what logarithms cannot show, on either axis", () => {
    const scene = makeScene([curve([1, 0, -1, 5])], { ...PLAIN, logX: true, logY: true });
    expect(scene.x.min).toBe(1);
    expect(describeScene(scene)).toBe("3 points not above 0");
  });
  it("has no logarithm of times of day", () => {
    expect(makeScene([curve([1, 2])], { ...PLAIN, logX: true, x: "time" }).logX).toBe(false);
  });
  it("is blank without a value that can be shown", () => {
    expect(makeScene([curve([Number.NaN])], PLAIN).isBlank).toBe(true);
    expect(makeScene([curve([-1])], { ...PLAIN, logY: true }).isBlank).toBe(true);
    expect(makeScene([], PLAIN).isBlank).toBe(true);
  });
  it("shows the range of y that was asked for, and takes nothing for beyond", () => {
    const line = curve([1, 2, 500]);
    expect(makeScene([line], { ...PLAIN, zoomY: { min: 0, max: 3 } })).toMatchObject({
      y: { min: 0, max: 3 },
      beyond: 0,
    });
    expect(makeScene([line], { ...PLAIN, logY: true, zoomY: { min: 0, max: 3 } }).y.min).toBeGreaterThan(0);
  });

  it("looks only at what is inside of the zoom", () => {
    const { y } = makeScene([curve([...new Array(20).fill(1), 500])], { ...PLAIN, zoom: { min: 2, max: 5 } });
    expect(y.max).toBeLessThan(2);
  });
  it("smooths the line and leaves the values", () => {
    const scene = makeScene([curve([0, 1, 0, 1])], { ...PLAIN, smoothing: { kind: "ema", amount: 0.9 } });
    expect(scene.curves[0]?.line).not.toBe(scene.curves[0]?.y);
  });
});
