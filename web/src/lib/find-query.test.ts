import { expect, it } from "vitest";
import { spellFind } from "./find-query";

it("asks for every word, in any case, as it was written", () => {
  expect(spellFind("")).toBe("");
  expect(spellFind(" net ", ["sys/name"])).toBe('(sys/name:string MATCHES "(?i)net")');
  expect(spellFind("a.b c", ["n"])).toBe('(n:string MATCHES "(?i)a\\\\.b") AND (n:string MATCHES "(?i)c")');
  expect(spellFind('say "x"', ["n"])).toContain('\\"x\\"');
});
