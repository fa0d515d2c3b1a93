import { expect, it } from "vitest";
import { firstLine } from "./first-line";

it("is the first line that says something, without its marks", () => {
  expect(firstLine("")).toBe("");
  expect(firstLine("\n---\n\n## Hand-written *digits*\nmore")).toBe("Hand-written *digits*");
  expect(firstLine("- see [the **notes**](x.md) and `lr`")).toBe("see the notes and lr");
  expect(firstLine("3.5 million pictures")).toBe("3.5 million pictures");
  expect(firstLine("![](plot.png)\nwords")).toBe("words");
});
