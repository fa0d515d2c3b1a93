import { describe, expect, it } from "vitest";
import type { ColumnFacts } from "../../api/types";
import { compile } from "../../lib/expressions";
import { AWAITED } from "../../lib/matching";
import { expandRules, foldRules } from "./column-rules";
import { type ColumnRule, readColumns, type ShownColumn, spellColumns } from "./columns";

function fact(path: string, type: ColumnFacts["type"]): ColumnFacts {
  return { path, type, runs: 1, values: null };
}

const FACTS = [
  fact("train/loss", "float_series"),
  fact("val/loss", "float_series"),
  fact("config/loss", "string"),
  fact("sys/loss", "string"),
  fact("val/acc", "float_series"),
];
const RULE: ColumnRule = { rule: "/loss$/", without: ["val/loss"] };

describe("columns by an expression", () => {
  it("are not known before expressions can be read", () => {
    expect(expandRules([RULE], FACTS, () => AWAITED)).toBeNull();
    expect(expandRules([{ path: "val/acc" }], FACTS, () => AWAITED)).toEqual([{ path: "val/acc" }]);
  });
  it("are all fields that match, but for those left out and those chosen by themselves", () => {
    const chosen = [{ path: "config/loss" }, RULE];
    expect(expandRules(chosen, FACTS, compile)).toEqual([
      { path: "config/loss" },
      { path: "train/loss", aggregate: "last", rule: "/loss$/" },
    ]);
    expect(expandRules([{ rule: "/(/", without: [] }], FACTS, compile)).toEqual([]);
  });
  it("stand in the address as the expression", () => {
    const text = spellColumns([{ path: "val/acc" }, RULE]);
    expect(text).toBe("val/acc,/loss$/~-val/loss");
    expect(readColumns(new URLSearchParams({ columns: text }))).toEqual([{ path: "val/acc" }, RULE]);
  });
  it("become the expression again, less what was hidden", () => {
    const shown = expandRules([{ rule: "/loss$/", without: [] }], FACTS, compile) ?? [];
    expect(foldRules(shown, FACTS, compile)).toEqual([{ rule: "/loss$/", without: [] }]);
    expect(
      foldRules(
        shown.filter(({ path }) => path !== "val/loss"),
        FACTS,
        compile,
      ),
    ).toEqual([RULE]);
  });
  it("become columns of their own where they look different", () => {
    const shown = expandRules([{ rule: "/loss$/", without: [] }], FACTS, compile) ?? [];
    const changed = shown.map(
      (one): ShownColumn => (one.path === "val/loss" ? { ...one, look: "heat" } : one),
    );
    const folded = foldRules(changed, FACTS, compile);
    expect(folded).toEqual([
      { rule: "/loss$/", without: [] },
      { path: "val/loss", aggregate: "last", look: "heat" },
    ]);
    expect((expandRules(folded, FACTS, compile) ?? []).map(({ path }) => path)).toEqual([
      "train/loss",
      "config/loss",
      "val/loss",
    ]);
  });
});
