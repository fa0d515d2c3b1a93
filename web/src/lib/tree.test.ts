import { describe, expect, it } from "vitest";
import { buildTree, flattenTree } from "./tree";

const paths = (...all: string[]) => all.map((path) => ({ path }));

describe("flattenTree", () => {
  it("shows branches with their sizes, and what lies in open ones", () => {
    const tree = buildTree(paths("a/b/c", "a/b/d", "a/e", "f"));
    const rows = flattenTree(tree, (path) => path === "a");
    expect(rows.map((row) => [row.key, row.depth, row.size, row.open])).toEqual([
      ["a/", 0, 3, true],
      ["a/b/", 1, 2, false],
      ["a/e", 1, 0, false],
      ["f", 0, 0, false],
    ]);
  });
  it("takes a path that is both a field and a branch", () => {
    const rows = flattenTree(buildTree(paths("loss", "loss/train")), () => true);
    expect(rows.map((row) => row.key)).toEqual(["loss", "loss/", "loss/train"]);
  });
  it("lays out a hundred thousand fields at once", () => {
    const many = Array.from({ length: 100_000 }, (_, index) => ({
      path: `layer${index % 500}/unit${index}/grad`,
    }));
    expect(flattenTree(buildTree(many), () => true)).toHaveLength(500 + 200_000);
  });
});
