import { expect, it } from "vitest";
import { joinEnvironments, markVersion } from "./packages";

const one = {
  facts: [["Python", "3.12.1"]] as const,
  packages: [
    { name: "NumPy", version: "1.0" },
    { name: "old", version: "3" },
    { name: "same", version: "2" },
  ],
};
const two = {
  facts: [["Python", "3.13.0"]] as const,
  packages: [
    { name: "numpy", version: "2.0" },
    { name: "fresh", version: "1" },
    { name: "same", version: "2" },
  ],
};

it("sets environments side by side and marks what differs from the reference", () => {
  const rows = joinEnvironments([one, null, two]);
  expect(rows.map((row) => row.name)).toEqual(["Python", "fresh", "NumPy", "old", "same"]);
  expect(rows.map((row) => row.differs)).toEqual([true, true, true, true, false]);
  expect(rows.map((row) => markVersion(row, 2, 0))).toEqual(["changed", "added", "changed", "removed", null]);
  expect(rows.map((row) => markVersion(row, 0, 2))).toEqual(["changed", "removed", "changed", "added", null]);
});

it("says nothing of a place without a list", () => {
  const rows = joinEnvironments([one, null]);
  expect(rows.some((row) => row.differs)).toBe(false);
  expect(rows.map((row) => markVersion(row, 1, 0))).toEqual([null, null, null, null]);
});
