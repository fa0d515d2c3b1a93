import { describe, expect, it } from "vitest";
import { assignSlots, type Drawable, lookOf, mixColours, numberOfId } from "./palette";

function runs(...ids: string[]): Drawable[] {
  return ids.map((id) => ({ key: id, number: numberOfId(id), colour: null }));
}

describe("assignSlots", () => {
  it("gives the slot of the number, else the next free one", () => {
    expect([...assignSlots(runs("SUN-1", "SUN-21", "SUN-2"), new Map()).values()]).toEqual([1, 2, 3]);
  });
  it("keeps the look of what stays drawn", () => {
    const before = assignSlots(runs("SUN-1", "SUN-21"), new Map());
    expect(assignSlots(runs("SUN-21"), before).get("SUN-21")).toBe(2);
  });
  it("gives first the colours that were given by hand, and leaves them to their runs", () => {
    const before = assignSlots(runs("SUN-1", "SUN-2"), new Map());
    const drawn = [...runs("SUN-1", "SUN-2"), { key: "SUN-3", number: 3, colour: 1 }];
    expect([...assignSlots(drawn, before)]).toEqual([
      ["SUN-3", 1],
      ["SUN-2", 2],
      ["SUN-1", 3],
    ]);
    const alike = drawn.map((one) => ({ ...one, colour: 4 }));
    expect(new Set(assignSlots(alike, before).values())).toEqual(new Set([4]));
  });
  it("never draws two of twenty alike", () => {
    const keys = Array.from({ length: 20 }, (_, index) => `SUN-${index * 20 + 5}`);
    const looks = [...assignSlots(runs(...keys), new Map()).values()].map((slot) =>
      JSON.stringify(lookOf(slot)),
    );
    expect(new Set(looks).size).toBe(20);
  });
});

describe("mixColours", () => {
  it("goes from one to the other, also where a style sheet was shortened", () => {
    expect(mixColours("#000000", "#ffffff", 0.5)).toBe("#808080");
    expect(mixColours("#d55e00", "#fff", 0)).toBe("#d55e00");
    expect(mixColours("#d55e00", "#fff", 1)).toBe("#ffffff");
  });
});
