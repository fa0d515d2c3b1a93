import { describe, expect, it } from "vitest";
import { type BandSource, bandOf } from "./bands";

const line = (...values: number[]) => Float64Array.from(values);
const raw = (x: number[], y: number[]): BandSource => ({
  x: line(...x),
  y: line(...y),
  low: null,
  high: null,
});

describe("bandOf", () => {
  const pair = [raw([0, 1, 2], [1, 2, 3]), raw([0, 1], [3, 4])];

  it("averages at the runs' own places, and counts who reaches them", () => {
    const { x, mean, count } = bandOf(pair, "std");
    expect([...x]).toEqual([0, 1, 2]);
    expect([...mean]).toEqual([2, 3, 3]);
    expect([...count]).toEqual([2, 2, 1]);
  });
  it("has the deviation of a sample, and its error", () => {
    const { high } = bandOf(pair, "std");
    expect(high[0]).toBeCloseTo(2 + Math.SQRT2);
    expect(high[2]).toBe(3);
    const error = bandOf(pair, "stderr");
    expect(error.low[0]).toBeCloseTo(1);
  });
  it("reaches from the least to the greatest", () => {
    const { low, high } = bandOf(pair, "range");
    expect([...low]).toEqual([1, 2, 3]);
    expect([...high]).toEqual([3, 4, 3]);
  });
  it("draws straight lines between the points of runs that have others", () => {
    const { x, mean } = bandOf([raw([0, 4], [0, 4]), raw([0, 1, 4], [0, 1, 4])], "std");
    expect(x).toHaveLength(3);
    expect([...mean]).toEqual([0, 2, 4]);
  });
  it("loses no spike, neither one between the places nor one inside of a bucket", () => {
    const spike = raw([0, 0.9, 3, 5, 7, 10], [0, 99, 0, 0, 0, 0]);
    expect(Math.max(...bandOf([spike, raw([0, 10], [0, 0])], "range").high)).toBe(99);
    const bucket = { ...raw([0, 1], [5, 5]), low: line(-7, 5), high: line(5, 5) };
    expect(bandOf([bucket], "range").low[0]).toBe(-7);
  });
  it("reads over gaps, and has nothing where nobody has anything", () => {
    expect([...bandOf([raw([0, 1, 2], [1, Number.NaN, 3])], "std").mean]).toEqual([1, 3]);
    expect(bandOf([raw([0], [Number.NaN])], "std").x).toHaveLength(0);
    expect(bandOf([], "std").x).toHaveLength(0);
  });
  it("knows no number before a run's first and behind its last", () => {
    const { count } = bandOf([raw([0, 10, 20], [1, 1, 1]), raw([12, 13], [1, 1])], "std");
    expect([...count]).toEqual([1, 1, 1]);
  });
});
