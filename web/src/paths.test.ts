import { expect, it } from "vitest";
import { projectPath, runPath } from "./paths";

it("builds every address", () => {
  expect(projectPath("vision/digits")).toBe("/vision/digits");
  expect(projectPath("vision/a b?")).toBe("/vision/a%20b%3F");
  expect(runPath("vision/digits", "SUN-1")).toBe("/vision/digits/runs/SUN-1");
  expect(runPath("vision/digits", "own/id", "charts")).toBe("/vision/digits/runs/own%2Fid/charts");
});
