import { describe, expect, it } from "vitest";
import { namePlace, nameTicks, ticksX } from "./axes";

describe("nameTicks", () => {
  it("names powers of ten by their own size", () => {
    expect(nameTicks([0.01, 1], "value")).toEqual(["0.01", "1"]);
    expect(nameTicks([0.001, 0.1, 10, 1000], "value")).toEqual(["0.001", "0.1", "10", "1,000"]);
  });
  it("names even ticks alike", () => {
    expect(nameTicks([0, 0.5, 1], "value")).toEqual(["0", "0.5", "1.0"]);
  });
});

describe("ticksX", () => {
  it("has whole steps, and parts of other series", () => {
    expect(ticksX({ min: 0, max: 3 }, 600, "step", false).every(Number.isInteger)).toBe(true);
    expect(ticksX({ min: 0, max: 3 }, 600, "value", false)).toContain(0.5);
  });
  it("puts times on round places of the clock", () => {
    const start = new Date(2026, 3, 1, 13, 7, 12).getTime() / 1000;
    const ticks = ticksX({ min: start, max: start + 3600 }, 400, "time", false);
    expect(ticks.length).toBeGreaterThan(2);
    for (const tick of ticks) expect(new Date(tick * 1000).getMinutes() % 15).toBe(0);
    expect(nameTicks(ticks, "time")[0]).toBe("13:15");
  });
});

describe("namePlace", () => {
  it("says what a place is", () => {
    expect(namePlace(12, "step")).toBe("step 12");
    expect(namePlace(0.123456789, "value")).toBe("0.123456789");
    expect(namePlace(64, "elapsed")).toBe("1m 4s in");
  });
});
