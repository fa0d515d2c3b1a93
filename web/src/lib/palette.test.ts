import { describe, expect, it } from "vitest";
import { assignSlots, lookOf, mixColours, numberOfId } from "./palette";

describe("assignSlots", () => {
  it("gives the slot of the number, else the next free one", () => {
    expect([...assignSlots(["SUN-1", "SUN-21", "SUN-2"], numberOfId, new Map()).values()]).toEqual([1, 2, 3]);
  });
  it("keeps the look of what stays drawn", () => {
    const before = assignSlots(["SUN-1", "SUN-21"], numberOfId, new Map());
    expect(assignSlots(["SUN-21"], numberOfId, before).get("SUN-21")).toBe(2);
  });
  it("never draws two of twenty alike", () => {
    const keys = Array.from({ length: 20 }, (_, index) => `SUN-${index * 20 + 5}`);
    const looks = [...assignSlots(keys, numberOfId, new Map()).values()].map((slot) =>
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
