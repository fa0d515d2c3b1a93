import { expect, it } from "vitest";
import { addCondition, dropCondition, hasCondition, quote, spellPath } from "./query-text";

const FAILED = 'sys/state = "failed"';

it("adds a condition once, and keeps what OR joins together", () => {
  expect(addCondition("", FAILED)).toBe(FAILED);
  expect(addCondition("a > 1", FAILED)).toBe(`a > 1 AND ${FAILED}`);
  expect(addCondition(`a > 1 AND ${FAILED}`, FAILED)).toBe(`a > 1 AND ${FAILED}`);
  expect(addCondition("a > 1 or b > 2", FAILED)).toBe(`(a > 1 or b > 2) AND ${FAILED}`);
  expect(addCondition('name = "this or that"', FAILED)).toBe(`name = "this or that" AND ${FAILED}`);
});

it("takes back what it added", () => {
  for (const query of ["", "a > 1", "a > 1 or b > 2"])
    expect(dropCondition(addCondition(query, FAILED), FAILED)).toBe(query);
  expect(dropCondition(`${FAILED} AND a > 1`, FAILED)).toBe("a > 1");
  expect(dropCondition(`b AND ${FAILED} AND a > 1`, FAILED)).toBe("b AND a > 1");
  expect(hasCondition("a > 1", FAILED)).toBe(false);
});

it("spells texts and paths so that they are read again", () => {
  expect(quote('say "a\\b"')).toBe('"say \\"a\\\\b\\""');
  expect(spellPath("train/loss")).toBe("train/loss");
  expect(spellPath("a b/c")).toBe("`a b/c`");
  expect(spellPath("not")).toBe("`not`");
});
