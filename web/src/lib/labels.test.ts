import { expect, it } from "vitest";
import { nameSetting, nameSettings, pathsApart } from "./labels";

const settings = (values: Record<string, unknown>) => new Map(Object.entries(values));

it("names settings by their leaf, texts by themselves", () => {
  expect(nameSetting("config/model/lr", 0.01)).toBe("lr 0.01");
  expect(nameSetting("config/aug", false)).toBe("aug off");
  expect(nameSetting("config/optimiser", "adam")).toBe("adam");
  expect(nameSetting("config/clip", null)).toBe("no clip");
  expect(nameSetting("config/lr", "NaN")).toBe("lr NaN");
  expect(nameSetting("config/layers", [1, 2])).toBe("layers [1,2]");
});

it("finds what sets runs apart, and says it in few words", () => {
  const runs = [settings({ a: 1, b: "x", c: 3 }), settings({ a: 1, b: "y" })];
  expect(pathsApart(runs, ["a", "b", "c"])).toEqual(["b", "c"]);
  expect(nameSettings(settings({ a: 1, b: "x", c: 3 }), ["b", "c"], 2)).toBe("x · c 3");
  expect(nameSettings(settings({ b: "y" }), ["c", "b"], 2)).toBe("y");
});
