import { expect, it } from "vitest";
import { isSeedPath } from "./seeds";
import { deviationOf, meanOf } from "./statistics";

it("takes the deviation of a sample", () => {
  expect(meanOf([1, 2, 3, 4])).toBe(2.5);
  expect(deviationOf([1, 2, 3, 4])).toBeCloseTo(1.2909944487, 9);
  expect(deviationOf([1])).toBeNull();
});

it("knows seeds by their names", () => {
  expect(["config/seed", "params/random_state", "x/data_seed", "rng"].map(isSeedPath)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(["config/seeds", "config/seeding", "config/speed"].map(isSeedPath)).toEqual([false, false, false]);
});
