import { describe, expect, it } from "vitest";
import { smooth } from "./smoothing";

const line = (...values: number[]) => Float64Array.from(values);

describe("smooth", () => {
  it("leaves a constant alone from its first point on", () => {
    const x = line(0, 1, 2, 3);
    for (const value of smooth({ x, y: line(5, 5, 5, 5), weight: null }, 0.9, 3))
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
  });
  it("keeps a gap a gap, and goes on behind it", () => {
    const out = smooth({ x: line(0, 1, 2), y: line(1, Number.NaN, 1), weight: null }, 0.9, 2);
    expect(out[1]).toBeNaN();
    expect(out[2]).toBe(1);
  });
  it("gives the values themselves without smoothing", () => {
    const y = line(1, 2);
    expect(smooth({ x: line(0, 1), y, weight: null }, 0, 1)).toBe(y);
  });
});
