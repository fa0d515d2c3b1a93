import { describe, expect, it } from "vitest";
import { expectAt, readConditions, readWords, spellConditions } from "./query-language";

const kinds = (text: string) => readWords(text).map((word) => [word.text, word.kind]);

describe("readWords", () => {
  it("tells what each word is", () => {
    expect(kinds('max(val/acc) >= 0.9 and not sys/tags CONTAINS "de bug"')).toEqual([
      ["max", "aggregate"],
      ["(", "bracket"],
      ["val/acc", "field"],
      [")", "bracket"],
      [">=", "operator"],
      ["0.9", "value"],
      ["and", "join"],
      ["not", "join"],
      ["sys/tags", "field"],
      ["CONTAINS", "operator"],
      ['"de bug"', "value"],
    ]);
    expect(kinds("loss:float < 1").map(([, kind]) => kind)).toEqual([
      "field",
      "type",
      "type",
      "operator",
      "value",
    ]);
    expect(kinds("`a b` EXISTS or x = 2026-01-01T10:00").map(([, kind]) => kind)).toEqual([
      "field",
      "operator",
      "join",
      "field",
      "operator",
      "value",
    ]);
  });
  it("lets any text be split without end", () => {
    for (const text of ['"', "`", "((", "a = '", "<>!=,:", "🙂 = 1", "\\"])
      expect(readWords(text).length).toBeGreaterThan(0);
  });
});

describe("expectAt", () => {
  const expected = (text: string) => {
    const { place, part, field } = expectAt(text, text.length);
    return [place, part, field];
  };
  it("knows what comes next", () => {
    expect(expected("")).toEqual(["field", "", ""]);
    expect(expected("val/l")).toEqual(["field", "val/l", "val/l"]);
    expect(expected("val/loss ")).toEqual(["operator", "", "val/loss"]);
    expect(expected("val/loss CON")).toEqual(["operator", "CON", "val/loss"]);
    expect(expected("sys/state = ")).toEqual(["value", "", "sys/state"]);
    expect(expected("sys/state =")).toEqual(["value", "", "sys/state"]);
    expect(expected("sys/state = fa")).toEqual(["value", "fa", "sys/state"]);
    expect(expected('sys/state = "fa')).toEqual(["value", '"fa', "sys/state"]);
    expect(expected('sys/state = "failed" ')).toEqual(["join", "", "sys/state"]);
    expect(expected("a = 1 AND ")).toEqual(["field", "", "a"]);
    expect(expected("max(va")).toEqual(["field", "va", "va"]);
    expect(expected("max(val) ")).toEqual(["operator", "", "val"]);
  });
  it("replaces the whole word at the caret", () => {
    const { start, end } = expectAt("val/loss > 1", 3);
    expect([start, end]).toEqual([0, 8]);
  });
});

describe("conditions", () => {
  const TEXTS = [
    "",
    "config/lr > 0.01",
    'config/lr > 0.01 AND sys/tags CONTAINS "best one"',
    "max(val/acc) >= 0.9 OR `a b` EXISTS",
    'sys/name NOT MATCHES "^x\\\\d"',
    "note NOT EXISTS",
  ];
  it("reads what it spells", () => {
    for (const text of TEXTS) {
      const read = readConditions(text);
      expect(read).not.toBeNull();
      if (read) expect(spellConditions(read)).toBe(text);
    }
  });
  it("leaves alone what a list cannot say", () => {
    for (const text of ["a = 1 AND b = 2 OR c = 3", "(a = 1)", "NOT a = 1", "a:float = 1", "a <> 2", "a ="])
      expect(readConditions(text)).toBeNull();
  });
});
