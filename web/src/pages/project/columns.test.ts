import { describe, expect, it } from "vitest";
import type { Sort } from "../../api/types";
import { spellSearch } from "../../state/address";
import {
  askedColumns,
  readColumns,
  readSorts,
  type ShownColumn,
  spellColumns,
  spellSorts,
  turnSort,
} from "./columns";

/** What comes back from an address that was written and read again. */
function pass(name: string, text: string): URLSearchParams {
  return new URLSearchParams(spellSearch(new URLSearchParams({ [name]: text })));
}

describe("columns", () => {
  const COLUMNS: ShownColumn[] = [
    { path: "val/acc", aggregate: "max", look: "heat", isPinned: true },
    { path: "a, b~c%/d:e" },
    { path: "loss", at: 100 },
    { path: "loss", at: "here" },
    { path: "sys/changed" },
  ];
  it("come back from the address as they were", () => {
    expect(readColumns(pass("columns", spellColumns(COLUMNS)))).toEqual(COLUMNS);
    expect(spellColumns(COLUMNS.slice(0, 1))).toBe("val/acc:max~heat~pin");
    expect(readColumns(new URLSearchParams())).toBeNull();
  });
  it("are asked of the server without what is made here", () => {
    expect(askedColumns(COLUMNS, new Map([["loss", 7]]))).toEqual([
      { path: "val/acc", aggregate: "max" },
      { path: "a, b~c%/d:e" },
      { path: "loss", at: 100 },
      { path: "loss", at: 7 },
    ]);
  });
});

describe("sorts", () => {
  const BY_ACC: Sort = { path: "val/acc", aggregate: "max", descending: true };
  const BY_LR: Sort = { path: "config/lr", descending: false };
  it("come back from the address in their order", () => {
    expect(spellSorts([BY_ACC, BY_LR])).toBe("-val/acc:max,config/lr");
    expect(readSorts(pass("sort", "-val/acc:max,config/lr"))).toEqual([BY_ACC, BY_LR]);
    expect(spellSorts([])).toBeNull();
  });
  it("turn one way, the other, and off", () => {
    const once = turnSort([], { path: "config/lr" }, true, false);
    expect(once).toEqual([{ path: "config/lr", descending: true }]);
    const twice = turnSort(once, { path: "config/lr" }, true, false);
    expect(twice).toEqual([{ path: "config/lr", descending: false }]);
    expect(turnSort(twice, { path: "config/lr" }, true, false)).toEqual([]);
  });
  it("keep the other keys where one more is wanted", () => {
    const both = turnSort([BY_ACC], { path: "config/lr" }, false, true);
    expect(both).toEqual([BY_ACC, BY_LR]);
    expect(turnSort(both, BY_LR, false, true)).toEqual([BY_ACC, { ...BY_LR, descending: true }]);
    expect(turnSort([BY_ACC], { path: "config/lr" }, false, false)).toEqual([BY_LR]);
  });
});
