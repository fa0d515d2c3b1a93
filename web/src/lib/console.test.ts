import { describe, expect, it } from "vitest";
import { parseAnsi } from "./ansi";
import { makeFind, markSpans, markTracebacks } from "./console";
import { compile } from "./expressions";

describe("makeFind", () => {
  it("finds parts in any case, and patterns between slashes", () => {
    expect(makeFind("LOSS", compile)("Loss loss")).toEqual([
      [0, 4],
      [5, 9],
    ]);
    expect(makeFind("/\\d+/", compile)("step 12 of 99")).toEqual([
      [5, 7],
      [11, 13],
    ]);
    expect(makeFind("/(/", compile)("x")).toEqual([]);
    expect(makeFind("/x*/", compile)("abc")).toEqual([]);
    expect(makeFind("a", compile)("a".repeat(10_000))).toHaveLength(200);
  });
});

describe("markSpans", () => {
  it("marks a match that reaches over colours", () => {
    const spans = parseAnsi("a \x1b[31mred\x1b[0m end");
    expect(
      markSpans(spans, makeFind("ed e", compile)("a red end")).map(({ text, isMatch }) => [text, isMatch]),
    ).toEqual([
      ["a ", false],
      ["r", false],
      ["ed", true],
      [" e", true],
      ["nd", false],
    ]);
    expect(markSpans(spans, []).map((span) => span.text)).toEqual(["a ", "red", " end"]);
  });
});

describe("markTracebacks", () => {
  it("marks from the head to the exception, in each stream by itself", () => {
    const lines = [
      ["out", "before"],
      ["err", "Traceback (most recent call last):"],
      ["err", '  File "x.py", line 1'],
      ["out", "in between"],
      ["err", "ValueError: no"],
      ["err", "after"],
    ].map(([path = "", text = ""]) => ({ path, text }));
    expect([...markTracebacks(lines)]).toEqual([0, 1, 1, 0, 1, 0]);
  });
});
