import { describe, expect, it } from "vitest";
import type { Packed } from "../../lib/packed";
import type { DrawnRun } from "./drawn";
import { type CurveQuestion, describePoints, makeCurves, stepsWithin } from "./make-curves";

const line = (...values: number[]) => Float64Array.from(values);

function packed(...series: [run: string, path: string, steps: number[], values: number[]][]): Packed {
  return {
    commit: 1,
    series: series.map(([run, path, steps, values]) => ({
      block: {
        run,
        path,
        rows: steps.length,
        columns: ["step", "time", "value"],
        raw: true,
        total: steps.length,
        hidden: 0,
        next: null,
      },
      columns: new Map([
        ["step", line(...steps)],
        ["time", line(...steps.map((step) => 1e15 + (10 - step) * 1e6))],
        ["value", line(...values)],
      ]),
    })),
  };
}

function run(uid: string, slot: number, group?: string): DrawnRun {
  const whole = { uid, id: `SUN-${slot}`, label: uid, slot, created_at: 1e15, live: false };
  return group ? { ...whole, group: { key: group, label: `lr ${group}`, slot: 5 } } : whole;
}

const ask = (runs: DrawnRun[], change: Partial<CurveQuestion> = {}): CurveQuestion => ({
  runs,
  paths: ["loss"],
  x: "step",
  band: "std",
  ...change,
});

describe("makeCurves", () => {
  const two = packed(["a", "loss", [0, 1], [1, 2]], ["b", "loss", [0, 1], [3, 6]], ["b", "acc", [0], [9]]);

  it("follows the order of the runs", () => {
    expect(makeCurves(two, ask([run("b", 1), run("a", 0)])).map((curve) => curve.key)).toEqual(["b", "a"]);
  });
  it("tells series of several runs apart by strokes, those of one run by colours", () => {
    const paths = ["loss", "acc"];
    const many = makeCurves(two, ask([run("a", 0), run("b", 1)], { paths }));
    expect(many.map(({ label, slot, stroke }) => [label, slot, stroke])).toEqual([
      ["a · loss", 0, 0],
      ["b · loss", 1, 0],
      ["b · acc", 1, 1],
    ]);
    const alone = makeCurves(two, ask([run("b", 1)], { paths }));
    expect(alone.map(({ label, slot, stroke }) => [label, slot, stroke])).toEqual([
      ["loss", 1, 0],
      ["acc", 2, 0],
    ]);
  });
  it("draws the runs of a group as their mean, and says how many there are", () => {
    const [group, single] = makeCurves(two, ask([run("a", 0, "g"), run("b", 1, "g"), run("c", 2)]));
    expect(single).toBeUndefined();
    expect(group).toMatchObject({ key: "g", owner: "g", label: "lr g", slot: 5 });
    expect([...(group?.y ?? [])]).toEqual([2, 4]);
    expect([...(group?.count ?? [])]).toEqual([2, 2]);
  });
  it("has its points in the order of the axis", () => {
    const [curve] = makeCurves(
      packed(["a", "loss", [0, 1, 2], [5, 6, 7]]),
      ask([run("a", 0)], { x: "elapsed" }),
    );
    expect([...(curve?.x ?? [])]).toEqual([8, 9, 10]);
    expect([...(curve?.y ?? [])]).toEqual([7, 6, 5]);
    expect([...(curve?.step ?? [])]).toEqual([2, 1, 0]);
  });
  it("places points by another series, and leaves out those before it began", () => {
    const data = packed(["a", "loss", [0, 1, 2, 3], [5, 6, 7, 8]], ["a", "tokens", [1, 3], [100, 50]]);
    const [curve] = makeCurves(data, ask([run("a", 0)], { x: "path:tokens" }));
    expect([...(curve?.x ?? [])]).toEqual([50, 100, 100]);
    expect([...(curve?.y ?? [])]).toEqual([8, 6, 7]);
    const [none] = makeCurves(data, ask([run("a", 0)], { x: "path:gone" }));
    expect(none).toBeUndefined();
  });
});

describe("stepsWithin", () => {
  it("finds the steps of a stretch of time, with a neighbour on either side", () => {
    const data = packed(["a", "loss", [0, 1, 2, 3, 4, 5], [0, 0, 0, 0, 0, 0]]);
    const question = ask([run("a", 0)], { x: "elapsed" });
    expect(stepsWithin(data, question, { min: 6.5, max: 7.5 })).toEqual({ min: 2, max: 4 });
  });
});

describe("describePoints", () => {
  it("counts what is drawn, not what only gives the places", () => {
    const data = packed(["a", "loss", [0, 1], [1, 2]], ["a", "tokens", [0], [1]]);
    expect(describePoints(data, ["loss"])).toBe("2 points");
  });
});
