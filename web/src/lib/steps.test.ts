import { describe, expect, it } from "vitest";
import { joinSteps, placeOfStep } from "./steps";

describe("steps", () => {
  it("are joined, each once", () => {
    expect(
      joinSteps([
        [0, 10, 20],
        [5, 10, 0.5],
      ]),
    ).toEqual([0, 0.5, 5, 10, 20]);
    expect(joinSteps([])).toEqual([]);
  });
  it("are found at or below what is wanted", () => {
    expect([-1, 0, 9.9, 10, 99].map((wanted) => placeOfStep([0, 10, 20], wanted))).toEqual([0, 0, 0, 1, 2]);
    expect(placeOfStep([], 3)).toBe(-1);
  });
});
