import { expect, test } from "vitest";
import { environmentLines, neptuneLines } from "./token-lines";

test("a token alone is enough", () => {
  expect(environmentLines("abc")).toContain("export SEAMARK_TOKEN=abc");
});

test("plain http has to be allowed to Neptune's client, https has not", () => {
  expect(neptuneLines("abc", "http://localhost:8080").split("\n")).toHaveLength(2);
  expect(neptuneLines("abc", "https://seamark.example.org")).toBe("export NEPTUNE_API_TOKEN=abc");
});
