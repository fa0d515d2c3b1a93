import { expect, it } from "vitest";
import type { ConfigChange, Differences } from "../../api/types";
import { readGrouping, spellGrouping } from "./grouping";
import { findShared } from "./use-differences";
import { findLine } from "./use-list";

it("finds the group, or the run in an open group, of each line", () => {
  const folds = [
    { place: 1, lines: 2 },
    { place: 3, lines: 1 },
  ];
  const lines = Array.from({ length: 8 }, (_, index) => {
    const { place, fold, line } = findLine(folds, index);
    return fold ? `${place}.${line}` : String(place);
  });
  expect(lines).toEqual(["0", "1", "1.0", "1.1", "2", "3", "3.0", "4"]);
});

it("tells the changes that all runs of a group made", () => {
  const change = (path: string, after: unknown): ConfigChange => ({
    kind: "configuration",
    path,
    before: 0,
    after,
    added: null,
    removed: null,
  });
  const run = (...changes: ConfigChange[]): Differences => ({
    run: "DIG-2",
    against: "DIG-1",
    changes,
    total: changes.length,
    same_configuration: null,
  });
  const lr = change("config/lr", 0.1);
  expect(findShared([run(lr, change("seed", 1)), run(lr, change("seed", 2))])).toEqual([lr]);
  expect(findShared([run(lr)])).toEqual([lr]);
  expect(findShared([run(lr), run()])).toEqual([]);
});

it("spells groupings so that they are read again", () => {
  for (const grouping of [
    null,
    { by: ["config/lr", "sys/state"], apart_from: null },
    { by: [], apart_from: ["config/seed"] },
    { by: [], apart_from: [] },
    { by: ["a,b"], apart_from: ["c~d"] },
  ]) {
    const address = new URLSearchParams();
    for (const [name, value] of Object.entries(spellGrouping(grouping)))
      if (value !== null) address.set(name, value);
    expect(readGrouping(address)).toEqual(grouping);
  }
});
