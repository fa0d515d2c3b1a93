import { describe, expect, it } from "vitest";
import { findCore } from "./outliers";

const ramp = (length: number) => Array.from({ length }, (_, i) => i / length);

describe("findCore", () => {
  it("leaves a spike out", () => {
    expect(findCore(Float64Array.from([...ramp(100), 1e6]))?.max).toBeLessThan(2.1);
    expect(findCore(Float64Array.from([...ramp(100), -1e6]))?.min).toBeGreaterThan(-1.1);
  });
  it("goes no further than the values", () => {
    expect(findCore(Float64Array.from(ramp(100)))).toEqual({ min: 0, max: 0.99 });
  });
  it("keeps a slow decay whole", () => {
    const decay = Array.from({ length: 1000 }, (_, i) => 10 * Math.exp(-i / 200));
    expect(findCore(Float64Array.from(decay))?.max).toBe(10);
  });
  it("holds a single value and a constant with one spike", () => {
    expect(findCore(Float64Array.of(3))).toEqual({ min: 3, max: 3 });
    expect(findCore(Float64Array.from([...new Array(50).fill(1), 99]))).toEqual({ min: 1, max: 1 });
  });
  it("has nothing without a finite value", () => {
    expect(findCore(Float64Array.of(Number.NaN, Infinity))).toBeNull();
  });
});
