import { describe, expect, it } from "vitest";
import { makeFieldColumn, suggestsLog } from "./field-columns";

describe("makeFieldColumn", () => {
  it("has numbers, hard ones too, and NaN for nothing", () => {
    const column = makeFieldColumn("a", [1, "Infinity", null, 0.5], false);
    expect(column.kind).toBe("number");
    expect([...column.values]).toEqual([1, Infinity, Number.NaN, 0.5]);
  });
  it("has texts as categories, numbers among them in the order of numbers", () => {
    const column = makeFieldColumn("a", ["b 10", "b 9", null, "a", 3], false);
    expect(column.categories).toEqual(["3", "a", "b 9", "b 10"]);
    expect([...column.values]).toEqual([3, 2, Number.NaN, 1, 0]);
    expect(column.kind).toBe("text");
  });
  it("tells booleans and times", () => {
    expect(makeFieldColumn("a", [true, false, null], false)).toMatchObject({
      kind: "bool",
      categories: ["false", "true"],
    });
    expect(makeFieldColumn("a", [1e15], true).kind).toBe("time");
  });
});

describe("suggestsLog", () => {
  it("wants a hundredfold of positive numbers", () => {
    expect(suggestsLog(makeFieldColumn("lr", [1e-4, 1e-1, null], false))).toBe(true);
    expect(suggestsLog(makeFieldColumn("lr", [1, 50], false))).toBe(false);
    expect(suggestsLog(makeFieldColumn("lr", [0, 1e6], false))).toBe(false);
    expect(suggestsLog(makeFieldColumn("lr", ["a"], false))).toBe(false);
  });
});
