import { describe, expect, it } from "vitest";
import { makeGrid, readHistogram } from "./histograms";

const point = (step: number, edges: number[], counts: number[]) => {
  const read = readHistogram(JSON.stringify({ edges, counts }), step);
  if (!read) throw new Error("no histogram");
  return read;
};

describe("readHistogram", () => {
  it("makes shares of counts, and of densities by the width of their bins", () => {
    expect([...point(0, [0, 1, 2], [1, 3]).shares]).toEqual([0.25, 0.75]);
    const densities = readHistogram('{"edges": [0, 1, 4], "densities": [0.25, 0.25]}', 0);
    expect([...(densities?.shares ?? [])]).toEqual([0.25, 0.75]);
  });
  it.each(["", "3", "{}", '{"edges": [0, 1], "counts": [1, 2]}', '{"edges": [0, "NaN"], "counts": [1]}'])(
    "is none: %s",
    (text) => expect(readHistogram(text, 0)).toBeNull(),
  );
});

describe("makeGrid", () => {
  it("puts histograms of different bins on the same ones, in the order of steps, and loses nothing", () => {
    const grid = makeGrid([point(5, [0, 4], [8]), point(1, [0, 1, 2], [1, 1])], 4);
    expect([...grid.steps]).toEqual([1, 5]);
    expect([...grid.edges]).toEqual([0, 1, 2, 3, 4]);
    expect([...grid.shares]).toEqual([0.5, 0.5, 0, 0, 0.25, 0.25, 0.25, 0.25]);
  });
  it("holds bins without a width", () => {
    const grid = makeGrid([point(0, [3, 3], [7])], 2);
    expect([...grid.shares].reduce((a, b) => a + b)).toBeCloseTo(1);
  });
});
