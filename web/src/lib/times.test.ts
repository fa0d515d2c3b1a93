import { describe, expect, it } from "vitest";
import { formatDuration, formatRelative } from "./times";

describe("formatDuration", () => {
  it.each([
    [0.23, "230ms"],
    [41, "41s"],
    [250, "4m 10s"],
    [3840, "1h 04m"],
    [3600, "1h 00m"],
    [183_600, "2d 3h"],
    [Number.NaN, "–"],
  ])("spells %d seconds as %s", (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

describe("formatRelative", () => {
  const now = Date.UTC(2026, 10, 21, 12);
  it.each([
    [2, "just now"],
    [-10, "just now"],
    [-86_400, "22 Nov"],
    [32 * 60, "32m ago"],
    [5 * 3600, "5h ago"],
    [3 * 86_400, "3d ago"],
    [18 * 86_400, "3 Nov"],
  ])("spells %d seconds ago as %s", (seconds, text) => {
    expect(formatRelative((now - seconds * 1000) * 1000, now)).toBe(text);
  });
});
