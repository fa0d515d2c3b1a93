import { describe, expect, it } from "vitest";
import { spellSearch } from "./address";
import { type ChartView, readView, spellView } from "./chart-view";

function turn(change: Partial<ChartView>): { text: string; view: ChartView } {
  const address = new URLSearchParams();
  for (const [name, value] of Object.entries(spellView(change, "step")))
    if (value !== null) address.set(name, value);
  const text = spellSearch(address);
  return { text, view: readView(new URLSearchParams(text), "step") };
}

describe("the view of charts in the address", () => {
  it.each([
    [{ smoothing: 0.6, smoothingKind: "gaussian" }, "?smooth=0.6&smoothing=gaussian"],
    [{ logX: true, logY: true }, "?log=xy"],
    [{ ignoreOutliers: true, band: "stderr" }, "?outliers=0&band=stderr"],
    [{ x: "path:val/loss" }, "?x=path:val/loss"],
    [{ zoom: { min: 1, max: 2.5 } }, "?zoom=1:2.5"],
    [{ zoomY: { chart: "a name/x", range: { min: -1, max: 2.5 } } }, "?zoom-y=-1:2.5+a+name/x"],
    [{ full: "line~train/loss" }, "?full=line~train/loss"],
    [{ charts: [{ kind: "line", title: "", fields: ["a/b", "c"] }] }, "?charts=line~a/b~c"],
  ] as [Partial<ChartView>, string][])("keeps %o", (change, expected) => {
    const { text, view } = turn(change);
    expect(text).toBe(expected);
    expect(view).toMatchObject(change);
  });
  it("says nothing of what is as usual", () => {
    const usual = readView(new URLSearchParams(), "step");
    expect(turn(usual).text).toBe("");
  });
  it("forgets the zoom with the axis that it was on", () => {
    expect(spellView({ x: "time" }, "step").zoom).toBeNull();
  });
  it("understands older addresses and no nonsense", () => {
    expect(readView(new URLSearchParams("log=1"), "step")).toMatchObject({ logX: false, logY: true });
    expect(readView(new URLSearchParams("band=wide&x=sideways&zoom=2:1&smooth=9"), "step")).toMatchObject({
      band: "std",
      x: "step",
      zoom: null,
      smoothing: 1,
    });
  });
});
