import { describe, expect, it } from "vitest";
import { concerns, joinChanges } from "./live";

const change = (runs: Record<string, string[]>, project = "a/b") => ({
  commit: 1,
  project,
  runs: Object.keys(runs),
  paths: runs,
});

describe("live changes", () => {
  it("joins what several commits changed", () => {
    const joined = joinChanges([change({ r: ["loss"] }), change({ r: ["acc"], s: ["loss"] })]);
    expect(joined.paths).toEqual({ r: ["loss", "acc"], s: ["loss"] });
    expect(joinChanges([change({ r: ["loss"] }), change({})]).runs).toEqual([]);
    expect(joinChanges([change({ r: [] }), change({ r: ["loss"] })]).paths).toEqual({ r: [] });
  });
  it("reads anew only what has changed", () => {
    const one = change({ r: ["loss"] });
    const series = (run: string, path: string) => ["series", "a/b", { series: [{ run, path }], buckets: 1 }];
    expect(concerns(series("r", "loss"), one)).toBe(true);
    expect(concerns(series("r", "acc"), one)).toBe(false);
    expect(concerns(series("s", "loss"), one)).toBe(false);
    expect(concerns(["table", "a/b", {}], one)).toBe(true);
    expect(concerns(["table", "a/c", {}], one)).toBe(false);
    expect(concerns(["run", "SUN-1", ""], one)).toBe(false);
    expect(concerns(["session_fields", "r"], change({ r: ["sessions/a/host"] }))).toBe(true);
    expect(concerns(["info"], change({}))).toBe(false);
    const compared = { runs: [{ uid: "r" }, { uid: "s" }] };
    expect(concerns(["compare", "a/b", {}], one, compared)).toBe(true);
    expect(concerns(["compare", "a/b", {}], change({ t: ["loss"] }), compared)).toBe(false);
    expect(concerns(["compare", "a/b", {}], one)).toBe(false);
  });
});
