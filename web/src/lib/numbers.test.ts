import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCount,
  formatExact,
  formatNumber,
  formatSpread,
  formatTick,
  readNumber,
} from "./numbers";

describe("formatNumber", () => {
  it.each([
    [0.987123, "0.9871"],
    [0.92397, "0.9240"],
    [0.003, "0.003"],
    [-0.5, "−0.5"],
    [12_400, "12,400"],
    [1234.567, "1235"],
    [98_765.4, "98,765"],
    [1.8509e-11, "1.851e-11"],
    [3e9, "3e9"],
    [0, "0"],
    [-0, "0"],
    [Number.NaN, "NaN"],
    [Infinity, "∞"],
    [-Infinity, "−∞"],
  ])("spells %d as %s", (value, text) => expect(formatNumber(value)).toBe(text));

  it("keeps every digit when asked", () => {
    expect(formatExact(0.1 + 0.2)).toBe("0.30000000000000004");
    expect(formatExact(86_310)).toBe("86,310");
  });
});

describe("other numbers", () => {
  it("reads the hard numbers of the wire", () => {
    expect(readNumber("NaN")).toBeNaN();
    expect(readNumber("-Infinity")).toBe(-Infinity);
    expect(readNumber("0.5")).toBeNull();
    expect(readNumber(null)).toBeNull();
  });
  it("spells sizes in decimal units", () => {
    expect([0, 999, 1000, 42_100_000, 999_999, 1.3e12].map(formatBytes)).toEqual([
      "0 B",
      "999 B",
      "1.0 kB",
      "42 MB",
      "1.0 MB",
      "1.3 TB",
    ]);
  });
  it("spells deviations in two digits", () => {
    const spelled = [0, 0.00972, 0.00998, 0.3, 1, 9.96, 123.4, 2.345e-6, Number.NaN].map(formatSpread);
    expect(spelled).toEqual(["0", "0.0097", "0.010", "0.30", "1.0", "10", "120", "2.3e-6", "NaN"]);
  });
  it("spells ticks as short as the step allows", () => {
    expect(formatTick(1.05e300, 5e298)).toBe("1.05e300");
    expect(formatTick(2e-7, 1e-7)).toBe("2e-7");
    expect(formatTick(0.5, 0.25)).toBe("0.5");
    expect(formatTick(2_500_000, 500_000)).toBe("2.5M");
    expect(formatTick(12_000, 2_000)).toBe("12,000");
    expect(formatTick(-0.02, 0.01)).toBe("−0.02");
    expect(formatCount(-3)).toBe("−3");
  });
});
