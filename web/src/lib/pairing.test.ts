import { describe, expect, it } from "vitest";
import { pairWith } from "./pairing";

const line = (...values: number[]) => Float64Array.from(values);

describe("pairWith", () => {
  it("takes the value at the step, or the last before it", () => {
    expect([...pairWith(line(0, 1, 2, 5), line(0, 2, 4), line(10, 20, 40))]).toEqual([10, 10, 20, 40]);
  });
  it("has nothing before the other series begins", () => {
    expect([...pairWith(line(0, 3), line(2), line(7))]).toEqual([Number.NaN, 7]);
    expect([...pairWith(line(0), line(), line())]).toEqual([Number.NaN]);
  });
  it("takes the last of several at one step", () => {
    expect([...pairWith(line(1), line(1, 1, 1), line(1, 2, 3))]).toEqual([3]);
  });
});
