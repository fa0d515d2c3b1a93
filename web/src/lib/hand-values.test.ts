import { expect, it } from "vitest";
import { readHandValue } from "./hand-values";

it("reads what is meant for the field's type", () => {
  expect(readHandValue(" 3 ", "int")).toEqual({ value: 3, type: "int" });
  expect(readHandValue("1e-3", "float")).toEqual({ value: 0.001, type: "float" });
  expect(readHandValue("-infinity", "float")).toEqual({ value: "-Infinity", type: "float" });
  expect(readHandValue("Yes", "bool")).toEqual({ value: true, type: "bool" });
  expect(readHandValue(" 12 ", "string")).toEqual({ value: " 12 ", type: "string" });
});

it("says what a field holds when the text is something else", () => {
  for (const [text, type] of [
    ["3.5", "int"],
    ["99999999999999999999", "int"],
    ["much", "float"],
    ["", "float"],
    ["1", "bool"],
  ])
    expect(readHandValue(text ?? "", type)).toHaveProperty("problem");
});

it("guesses in a field that has no type yet", () => {
  expect(readHandValue("0.5", undefined)).toEqual({ value: 0.5, type: "float" });
  expect(readHandValue("true", undefined)).toEqual({ value: true, type: "bool" });
  expect(readHandValue("looks odd", undefined)).toEqual({ value: "looks odd", type: "string" });
});
