import { describe, expect, it } from "vitest";
import { heightOf, offsetFor, scaleOf } from "./long";

describe("a list that is higher than browsers draw", () => {
  it("is not scaled while it is not", () => {
    expect(scaleOf(900, 300, 1000)).toBe(1);
    expect(heightOf(900, 1000)).toBe(900);
  });
  it("is scrolled from its first to its last row", () => {
    const scale = scaleOf(5000, 300, 1000);
    expect(heightOf(5000, 1000)).toBe(1000);
    expect((1000 - 300) * scale).toBeCloseTo(5000 - 300);
  });
  it("moves no further than it has to", () => {
    expect(offsetFor(100, 300, 150, 178)).toBe(100);
    expect(offsetFor(100, 300, 50, 78)).toBe(50);
    expect(offsetFor(100, 300, 390, 418)).toBe(118);
  });
});
