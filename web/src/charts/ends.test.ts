import { describe, expect, it } from "vitest";
import { spread } from "./ends";

describe("names at the ends of lines", () => {
  it("stay where there is room", () => {
    expect(spread([10, 50, 30], 14, 0, 100)).toEqual([10, 50, 30]);
  });
  it("make way for each other in the order of the lines", () => {
    expect(spread([50, 50, 49], 14, 0, 100)).toEqual([63, 77, 49]);
  });
  it("stay inside", () => {
    expect(spread([99, 100, -5], 14, 0, 100)).toEqual([86, 100, 0]);
  });
});
