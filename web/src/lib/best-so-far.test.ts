import { describe, expect, it } from "vitest";
import { findBest, guessGoal } from "./best-so-far";

const line = (...values: number[]) => Float64Array.from(values);

describe("findBest", () => {
  it("goes by time, and keeps the best until then", () => {
    const found = findBest(line(30, 10, 20, 40), line(5, 1, 3, 4), "maximise");
    expect([...found.order]).toEqual([1, 2, 0, 3]);
    expect([...found.best]).toEqual([1, 3, 5, 5]);
    expect([...found.turns]).toEqual([0, 1, 1, -1]);
    expect([...found.records]).toEqual([1, 1, 1, 0]);
  });
  it("turns round for what shall be small, and leaves out runs without a value", () => {
    const found = findBest(line(1, 2, 3, 4), line(5, Number.NaN, 3, 3), "minimise");
    expect([...found.order]).toEqual([0, 2, 3]);
    expect([...found.best]).toEqual([5, 3, 3]);
    expect([...found.turns]).toEqual([0, 1, 0]);
    expect([...found.records]).toEqual([1, 1, 0]);
  });
  it("has nothing of nothing", () => {
    expect(findBest(line(), line(), "maximise").order).toHaveLength(0);
  });
});

describe("guessGoal", () => {
  it("goes by the statistic, then by the name", () => {
    expect(guessGoal("val/loss", "max")).toBe("maximise");
    expect(guessGoal("val/loss", "last")).toBe("minimise");
    expect(guessGoal("val/acc", null)).toBe("maximise");
  });
});
