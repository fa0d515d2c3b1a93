import { describe, expect, it } from "vitest";
import { readCsv } from "./csv";
import { spellTime, writeCsv } from "./csv-lines";

describe("writeCsv", () => {
  it("keeps every digit, and says nothing of what is not there", () => {
    const text = writeCsv(
      ["a", "b", "c"],
      [
        [0.1 + 0.2, null, Number.NaN],
        [1e-300, "x", Infinity],
      ],
    );
    expect(text).toBe("a,b,c\r\n0.30000000000000004,,NaN\r\n1e-300,x,Infinity\r\n");
  });
  it("is read again as it was", () => {
    const cells = ['say "hi"', "a,b", "two\nlines", "plain"];
    expect(readCsv(writeCsv(cells, []), 9).rows[0]).toEqual(cells);
  });
  it("gives a sheet nothing to compute, but leaves numbers alone", () => {
    expect(writeCsv(["=cmd|'x'!A0", "@a"], [[-1, "-1"]])).toBe("'=cmd|'x'!A0,'@a\r\n-1,'-1\r\n");
  });
});

describe("spellTime", () => {
  it("keeps microseconds", () => {
    expect(spellTime(1_700_000_000_000_001)).toBe("2023-11-14T22:13:20.000001Z");
    expect(spellTime(0)).toBe("1970-01-01T00:00:00.000000Z");
  });
});
