import { describe, expect, it } from "vitest";
import { type Brush, listBrushed, spellBrushes, spellField } from "./brush-query";
import { makeFieldColumn } from "./field-columns";

function brush(
  path: string,
  cells: unknown[],
  min: number,
  max: number,
  aggregate: string | null = null,
): Brush {
  return {
    path,
    aggregate,
    column: makeFieldColumn(path, cells, path.includes("time")),
    range: { min, max },
  };
}

describe("spellBrushes", () => {
  const rates = [0.001, 0.01, 0.1, null];

  it("names both bounds with no more digits than are needed", () => {
    expect(spellBrushes([brush("config/lr", rates, 0.0099871, 0.1000213)])).toBe(
      "config/lr >= 0.01 AND config/lr <= 0.1",
    );
    const close = brush("x", [1.00001, 1.00002], 1.000015, 1.00003);
    expect(spellBrushes([close])).toBe("x >= 1.00002 AND x <= 1.00003");
  });
  it("joins several, and names statistics", () => {
    expect(spellBrushes([brush("a", [1, 2], 0, 1), brush("val/acc", [0.5, 0.9], 0.8, 1, "max")])).toBe(
      "a >= 0 AND a <= 1 AND max(val/acc) >= 0.8 AND max(val/acc) <= 1",
    );
    expect(spellBrushes([])).toBe("");
  });
  it("lists categories, quoted", () => {
    const words = ["adam", 'say "sgd"', "zero"];
    expect(spellBrushes([brush("o", words, -0.2, 1.4)])).toBe('(o = "adam" OR o = "say \\"sgd\\"")');
    expect(spellBrushes([brush("o", [true, false], 0.6, 1.4)])).toBe("o = true");
  });
  it("spells times so that no microsecond is lost", () => {
    expect(spellBrushes([brush("sys/time", [1e15], 999_999_999_999_999.4, 1e15)])).toBe(
      'sys/time >= "2001-09-09T01:46:39.999999Z" AND sys/time <= "2001-09-09T01:46:40.000000Z"',
    );
  });
});

describe("listBrushed", () => {
  it("wants a value in every brush", () => {
    const brushes = [brush("a", [1, 2, 3, null], 2, 3), brush("b", ["x", "y", "x", "x"], 0, 0)];
    expect(listBrushed(brushes, 4)).toEqual([false, false, true, false]);
    expect(listBrushed([], 2)).toEqual([true, true]);
  });
});

describe("spellField", () => {
  it("quotes what a query would take for something else", () => {
    expect(spellField("config/lr", null)).toBe("config/lr");
    expect(spellField("my loss", "min")).toBe("min(`my loss`)");
    expect(spellField("and", "last")).toBe("`and`");
  });
});
