import { expect, it } from "vitest";
import {
  comparePath,
  compareTabPath,
  modelPath,
  notebooksPath,
  projectPath,
  runPath,
  versionPath,
} from "./paths";

it("builds every address", () => {
  expect(projectPath("vision/digits")).toBe("/vision/digits");
  expect(projectPath("vision/a b?")).toBe("/vision/a%20b%3F");
  expect(runPath("vision/digits", "SUN-1")).toBe("/vision/digits/runs/SUN-1");
  expect(runPath("vision/digits", "own/id", "charts")).toBe("/vision/digits/runs/own%2Fid/charts");
  expect(comparePath("vision/digits", [["SUN-1", "SUN-2"], ["SUN-3"]])).toBe(
    "/vision/digits/compare?runs=SUN-1~SUN-2,SUN-3",
  );
  expect(compareTabPath("vision/digits", "packages")).toBe("/vision/digits/compare/packages");
  expect(modelPath("vision/digits", "SUN-NET")).toBe("/vision/digits/models/SUN-NET");
  expect(modelPath("vision/digits", "SUN-NET", "files")).toBe("/vision/digits/models/SUN-NET/files");
  expect(versionPath("vision/digits", "SUN-NET-1")).toBe("/vision/digits/versions/SUN-NET-1");
  expect(notebooksPath("vision/digits", "a/b")).toBe("/vision/digits/notebooks/a%2Fb");
});
