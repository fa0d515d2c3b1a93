import { describe, expect, it } from "vitest";
import { readCsv } from "./csv";
import { findNearest, findStretch, placeLogTicks, placeTicks } from "./curves";
import { compile } from "./expressions";
import { cutMiddle, sectionOf, splitPath } from "./field-paths";
import { readSearch } from "./matching";

describe("field paths", () => {
  it("splits prefix and leaf", () => {
    expect(splitPath("train/block/loss")).toEqual({ prefix: "train/block/", leaf: "loss" });
    expect(splitPath("loss")).toEqual({ prefix: "", leaf: "loss" });
    expect(["train/block/loss", "loss"].map(sectionOf)).toEqual(["train", ""]);
  });
  it("cuts in the middle, by characters", () => {
    expect(cutMiddle("abcdefghij", 5)).toBe("ab…ij");
    expect(cutMiddle("🙂🙂🙂🙂🙂", 3)).toBe("🙂…🙂");
    expect(cutMiddle("short", 20)).toBe("short");
  });
});

describe("readSearch", () => {
  it("finds words in any order, and expressions between slashes", () => {
    expect(readSearch("loss TRAIN", compile).matches("train/loss")).toBe(true);
    expect(readSearch("/loss$/", compile).matches("loss/train")).toBe(false);
    expect(readSearch("/LOSS$/i", compile).matches("train/loss")).toBe(true);
    expect(readSearch("/(/", compile).problem).not.toBe("");
    expect(readSearch("/(?=loss)/", compile).problem).toContain("look-around");
  });
  it("takes no time that explodes, whatever the expression", () => {
    const name = `${"a".repeat(700)}!`;
    for (const evil of ["(a+)+$", "(a|aa)+$", "(.*)(.*)(.*)(.*)x", "^(([a-z])+.)+[A-Z]([a-z])+$"]) {
      expect(readSearch(`/${evil}/`, compile).matches(name)).toBe(false);
    }
  });
});

describe("readCsv", () => {
  it("reads quotes, separators and line ends", () => {
    expect(readCsv('a,b\r\n"x, ""y""",2\n', 10)).toEqual({
      rows: [
        ["a", "b"],
        ['x, "y"', "2"],
      ],
      cut: false,
    });
    expect(readCsv("a\tb\n1\t2", 1)).toEqual({ rows: [["a", "b"]], cut: true });
  });
});

describe("curves", () => {
  it("finds the nearest point", () => {
    const column = Float64Array.of(0, 10, 20);
    expect([-5, 4, 6, 99].map((wanted) => findNearest(column, wanted))).toEqual([0, 0, 1, 2]);
    expect(findNearest(new Float64Array(), 1)).toBe(-1);
  });
  it("finds the stretch in sight, equal places whole, with its neighbours", () => {
    const column = Float64Array.of(0, 1, 2, 2, 2, 3, 4);
    expect(findStretch(column, { min: 1, max: 2 })).toEqual([0, 6]);
    expect(findStretch(Float64Array.of(5, 5, 5), { min: 5, max: 5 })).toEqual([0, 3]);
  });
  it("places round ticks", () => {
    expect(placeTicks({ min: 0, max: 1 }, 4)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    const { MAX_VALUE } = Number;
    expect(placeTicks({ min: -MAX_VALUE, max: MAX_VALUE }, 4)).toEqual([-MAX_VALUE, 0, MAX_VALUE]);
    expect(placeTicks({ min: 0.9 * MAX_VALUE, max: MAX_VALUE }, 4)).toEqual([1.65e308, 1.7e308, 1.75e308]);
    expect(placeTicks({ min: 2 ** 53, max: 2 ** 53 + 2 }, 4).length).toBeLessThan(5);
    expect(placeLogTicks({ min: 0.001, max: 100 }, 3)).toEqual([0.01, 1, 100]);
  });
});
