import { describe, expect, it } from "vitest";
import {
  type ChartDefinition,
  nameChart,
  readChart,
  readCharts,
  seriesOf,
  spellChart,
  spellCharts,
} from "./chart-definitions";
import { compile } from "./expressions";

const chart = (kind: ChartDefinition["kind"], title: string, ...fields: string[]): ChartDefinition => ({
  kind,
  title,
  fields,
});

describe("charts in an address", () => {
  it.each([
    [chart("line", "", "train/loss"), "line~train/loss"],
    [chart("line", "Both: losses", "train/loss", "val/loss"), "line:Both: losses~train/loss~val/loss"],
    [chart("line", "", "/loss$/"), "line~/loss$/"],
    [chart("scatter", "", "config/lr", "val/acc:max"), "scatter~config/lr~val/acc:max"],
    [chart("line", "a~b, 100%", "x,y", "%2C"), "line:a%7Eb%2C 100%25~x%2Cy~%252C"],
  ])("is read as it was written: %o", (definition, text) => {
    expect(spellChart(definition)).toBe(text);
    expect(readChart(text)).toEqual(definition);
  });
  it("reads a list, once each, and leaves out what is no chart", () => {
    const text = "line~a,pie~b,line~a,line,bar~b:max,line~~";
    expect(readCharts(text)).toEqual([chart("line", "", "a"), chart("bar", "", "b:max")]);
    expect(spellCharts(readCharts(text))).toBe("line~a,bar~b:max");
    expect(readCharts(null)).toEqual([]);
    expect(spellCharts([])).toBeNull();
  });
  it("has a name without a title", () => {
    expect(nameChart(chart("scatter", "", "config/lr", "val/acc:max"))).toBe("val/acc (max) over config/lr");
    expect(nameChart(chart("line", "", "a", "b"))).toBe("a, b");
    expect(nameChart(chart("bar", "Mine", "a"))).toBe("Mine");
  });
  it("draws what an expression matches, and of the others what they name", () => {
    const paths = ["train/loss", "val/loss", "val/acc"];
    expect(seriesOf(chart("line", "", "/loss$/"), paths, compile)).toEqual(["train/loss", "val/loss"]);
    expect(seriesOf(chart("line", "", "/[/"), paths, compile)).toEqual([]);
    expect(seriesOf(chart("line", "", "val/acc", "gone"), paths, compile)).toEqual(["val/acc", "gone"]);
  });
});
