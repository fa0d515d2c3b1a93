import { describe, expect, it } from "vitest";
import { parseAnsi, stripAnsi } from "./ansi";

describe("parseAnsi", () => {
  it("tells colours and weights", () => {
    expect(parseAnsi("a \x1b[31;1mred\x1b[0m b")).toEqual([
      { text: "a ", style: [] },
      { text: "red", style: ["red", "bold"] },
      { text: " b", style: [] },
    ]);
  });
  it("shows the last state of a progress bar", () => {
    expect(stripAnsi("10%\r50%\r100%\n")).toBe("100%");
  });
  it("drops what moves the cursor, names the window or rings the bell", () => {
    expect(stripAnsi("\x1b[2K\x1b[1Aa\x07\x1b]0;title\x07b\x1b[?25l")).toBe("ab");
  });
  it("skips palettes it does not draw without taking their numbers for styles", () => {
    expect(parseAnsi("\x1b[38;5;1mx\x1b[38;2;1;2;3my")).toEqual([
      { text: "x", style: [] },
      { text: "y", style: [] },
    ]);
  });
  it("gives text as text", () => {
    expect(parseAnsi("<script>alert(1)</script>")).toEqual([
      { text: "<script>alert(1)</script>", style: [] },
    ]);
  });
});
