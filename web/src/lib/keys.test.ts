import { expect, it } from "vitest";
import { followKeys, KEY_MAP, nameKey, spellKeys } from "./keys";

const plain = { ctrlKey: false, metaKey: false, altKey: false };

it("spells keys as keyboards have them", () => {
  expect(spellKeys("mod+k", true)).toEqual(["⌘K"]);
  expect(spellKeys("mod+k", false)).toEqual(["Ctrl K"]);
  expect(spellKeys("g r", false)).toEqual(["G", "R"]);
  expect(spellKeys("ArrowUp", false)).toEqual(["↑"]);
  expect(spellKeys("+", false)).toEqual(["+"]);
});

it("names a pressed key, and leaves the browser its own", () => {
  expect(nameKey({ ...plain, key: "K", metaKey: true })).toBe("mod+k");
  expect(nameKey({ ...plain, key: "?" })).toBe("?");
  expect(nameKey({ ...plain, key: "ArrowLeft", altKey: true })).toBeNull();
});

it("follows sequences, and forgets one that leads nowhere", () => {
  const bindings = ["g r", "?", "mod+k"];
  expect(followKeys(bindings, "", "g")).toEqual({ found: null, pressed: "g" });
  expect(followKeys(bindings, "g", "r")).toEqual({ found: "g r", pressed: "" });
  expect(followKeys(bindings, "g", "?")).toEqual({ found: "?", pressed: "" });
  expect(followKeys(bindings, "g", "x")).toEqual({ found: null, pressed: "" });
});

it("says every key once in its place", () => {
  for (const { lines } of KEY_MAP) {
    expect(new Set(lines.map((line) => line.keys)).size).toBe(lines.length);
  }
});
