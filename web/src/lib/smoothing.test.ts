import { describe, expect, it } from "vitest";
import type { SmoothingKind } from "./chart-choices";
import { type Samples, smooth as smoothBy } from "./smoothing";

const line = (...values: number[]) => Float64Array.from(values);
const smooth = (samples: Samples, amount: number, range: number, kind: SmoothingKind = "ema") =>
  smoothBy(samples, { kind, amount }, range);

describe("smooth", () => {
  it.each(["ema", "gaussian"] as const)("leaves a constant alone from its first point on: %s", (kind) => {
    const x = line(0, 1, 2, 3);
    for (const value of smooth({ x, y: line(5, 5, 5, 5), weight: null }, 0.9, 3, kind))
      expect(value).toBeCloseTo(5, 12);
  });
  it("begins at the first value, not at zero", () => {
    const out = smooth({ x: line(0, 10, 20), y: line(2, 1, 1), weight: null }, 0.9, 20);
    expect(out[0]).toBe(2);
    expect(out[1]).toBeLessThan(2);
  });
  it("knows distances: after a long way little is left of what was", () => {
    const near = smooth({ x: line(0, 1), y: line(0, 1), weight: null }, 0.9, 100);
    const far = smooth({ x: line(0, 90), y: line(0, 1), weight: null }, 0.9, 100);
    expect(far[1]).toBeGreaterThan(near[1] ?? 0);
    expect(far[1]).toBeCloseTo(1, 4);
  });
  it("counts what a bucket stands for", () => {
    const out = smooth({ x: line(0, 0), y: line(0, 1), weight: line(1, 9) }, 0.5, 10);
    expect(out[1]).toBeCloseTo(0.9);
    const bell = smooth({ x: line(0, 0), y: line(0, 1), weight: line(1, 9) }, 0.5, 10, "gaussian");
    expect(bell[0]).toBeCloseTo(0.9);
  });
  it.each(["ema", "gaussian"] as const)("keeps a gap a gap, and goes on behind it: %s", (kind) => {
    const out = smooth({ x: line(0, 1, 2), y: line(1, Number.NaN, 1), weight: null }, 0.9, 2, kind);
    expect(out[1]).toBeNaN();
    expect(out[2]).toBe(1);
  });
  it("gives the values themselves without smoothing", () => {
    const y = line(1, 2);
    expect(smooth({ x: line(0, 1), y, weight: null }, 0, 1)).toBe(y);
  });
  it("shifts nothing: a Gaussian of a ramp is the ramp, away from its ends", () => {
    const x = Float64Array.from({ length: 101 }, (_, i) => i);
    const out = smooth({ x, y: x, weight: null }, 0.7, 100, "gaussian");
    expect(out[50]).toBeCloseTo(50, 10);
  });
  it("has the bell's own weights", () => {
    const x = line(0, 1);
    const sigma = 10 * 0.1 * 0.8 ** 4;
    const out = smooth({ x, y: line(0, 1), weight: null }, 0.8, 10, "gaussian");
    const side = Math.exp(-((1 / sigma) ** 2) / 2);
    expect(out[0]).toBeCloseTo(side / (1 + side), 2);
  });
});
