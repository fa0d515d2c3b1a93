/** What may be written at the caret of the query bar. */

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { columnsQuery, valuesQuery } from "../../api/queries";
import type { FieldType } from "../../api/types";
import { isNumeric } from "../../fields/cells";
import { countOf } from "../../lib/numbers";
import type { Expected } from "../../lib/query-language";
import { quote, spellPath } from "../../lib/query-text";
import { STATE_WORDS } from "../../lib/states";
import { SYSTEM_COLUMNS } from "./columns";
import { STATE } from "./grouping";

export interface Suggestion {
  text: string;
  note: string;
}

const MOST = 12;

/** Return suggestions, the likeliest first; none where nothing is expected. */
export function useSuggestions(
  project: string,
  types: ReadonlyMap<string, FieldType>,
  expected: Expected | null,
): Suggestion[] {
  const part = useDeferredValue(expected?.part ?? "");
  const isField = expected?.place === "field";
  const isValue = expected?.place === "value" && expected.field !== "";
  const { data: columns } = useQuery({
    ...columnsQuery(project, part.replaceAll("`", ""), MOST * 2),
    enabled: isField,
  });
  const { data: values } = useQuery({
    ...valuesQuery(project, expected?.field ?? "", part.replace(/^["']/, ""), MOST),
    enabled: isValue,
  });
  if (!expected) return [];
  switch (expected.place) {
    case "field":
      return suggestFields(expected.part, columns?.columns ?? []);
    case "operator":
      return suggestOperators(
        expected.part,
        types.get(expected.field) ?? SYSTEM_COLUMNS[expected.field]?.type,
      );
    case "value":
      if (expected.field === STATE) return suggestStates(expected.part);
      return (values?.values ?? [])
        .map(({ value, runs }) => ({ text: spellValue(value), note: countOf(runs, "run") }))
        .filter((one) => one.text !== expected.part);
    case "join":
      return filter(expected.part, [
        { text: "AND", note: "both" },
        { text: "OR", note: "either" },
      ]);
    case "nothing":
      return [];
  }
}

function suggestFields(
  part: string,
  facts: readonly { path: string; type: FieldType; runs: number }[],
): Suggestion[] {
  const own = facts
    .filter((fact) => !fact.path.startsWith("sessions/"))
    .map((fact) => ({
      text: spellPath(fact.path),
      note: `${nameType(fact.type)} · ${countOf(fact.runs, "run")}`,
    }));
  const known = new Set(own.map((one) => one.text));
  const system = Object.entries(SYSTEM_COLUMNS)
    .filter(([path]) => path !== "sys/changed" && !known.has(path))
    .filter(
      ([path, { words }]) => part !== "" && `${path} ${words}`.toLowerCase().includes(part.toLowerCase()),
    )
    .map(([path, { words }]) => ({ text: path, note: words }));
  return [...own, ...system].filter((one) => one.text !== part).slice(0, MOST);
}

const NUMBERS: readonly Suggestion[] = [
  { text: ">", note: "greater" },
  { text: ">=", note: "greater or equal" },
  { text: "<", note: "less" },
  { text: "<=", note: "less or equal" },
  { text: "=", note: "equal" },
  { text: "!=", note: "not equal" },
];
const TEXTS: readonly Suggestion[] = [
  { text: "=", note: "is" },
  { text: "!=", note: "is not" },
  { text: "CONTAINS", note: "has the part" },
  { text: "MATCHES", note: "a regular expression" },
];
const SETS: readonly Suggestion[] = [
  { text: "CONTAINS", note: "has the tag" },
  { text: "NOT CONTAINS", note: "has it not" },
];
const EXISTENCE: readonly Suggestion[] = [
  { text: "EXISTS", note: "is there at all" },
  { text: "NOT EXISTS", note: "is not there" },
];

function suggestOperators(part: string, type: FieldType | undefined): Suggestion[] {
  return filter(part, [...operatorsOf(type), ...EXISTENCE]);
}

function operatorsOf(type: FieldType | undefined): readonly Suggestion[] {
  if (isNumeric(type) || type === "datetime") return NUMBERS;
  if (type === "string" || type === "string_series") return TEXTS;
  if (type === "string_set") return SETS;
  if (type === "bool") return TEXTS.slice(0, 2);
  return type === undefined ? [...NUMBERS, ...TEXTS.slice(2)] : [];
}

function suggestStates(part: string): Suggestion[] {
  const states = Object.entries(STATE_WORDS).map(([state, note]) => ({ text: quote(state), note }));
  const wanted = part.replace(/["']/g, "").toLowerCase();
  return states.filter((one) => one.text.includes(wanted) && one.text !== part);
}

function filter(part: string, all: readonly Suggestion[]): Suggestion[] {
  return all.filter((one) => one.text.toLowerCase().startsWith(part.toLowerCase()) && one.text !== part);
}

function spellValue(value: unknown): string {
  return typeof value === "string" ? quote(value) : JSON.stringify(value);
}

function nameType(type: FieldType): string {
  return type.replaceAll("_", " ");
}
