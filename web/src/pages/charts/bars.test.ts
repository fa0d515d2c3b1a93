import { describe, expect, it } from "vitest";
import { makeFieldColumn } from "../../lib/field-columns";
import { barsOfGroups, barsOfRuns } from "./bars";

const runs = { keys: ["a", "b", "c", "d"], labels: ["A", "B", "C", "D"], slots: Int16Array.of(3, -1, 0, 1) };
const values = makeFieldColumn("v", [1, 3, "NaN", 2], false);

describe("bars", () => {
  it("stand the best first, without runs that have no value", () => {
    const bars = barsOfRuns({ ...runs, goal: "maximise" }, values);
    expect(bars.labels).toEqual(["B", "D", "A"]);
    expect([...bars.slots]).toEqual([-1, 1, 3]);
    expect(barsOfRuns({ ...runs, goal: "minimise" }, values).labels).toEqual(["A", "D", "B"]);
  });
  it("are means of runs that agree", () => {
    const by = makeFieldColumn("o", ["adam", "sgd", "sgd", "adam"], false);
    const bars = barsOfGroups(values, by, "maximise");
    expect(bars.labels).toEqual(["sgd", "adam"]);
    expect([...bars.values]).toEqual([3, 1.5]);
    expect(bars.deviations?.[1]).toBeCloseTo(Math.SQRT1_2);
    expect([...(bars.counts ?? [])]).toEqual([1, 2]);
  });
});
