/** Columns by an expression over paths: as many as match it, today and tomorrow. */

import type { ColumnFacts } from "../../api/types";
import { isSessionPath, isSystemPath } from "../../lib/field-paths";
import { type Compile, readSearch } from "../../lib/matching";
import { type ColumnRule, isRule, type ShownColumn } from "./columns";

/** As many as the server lists at once. */
export const MOST_FIELDS = 20_000;

/** Say whether a field may be offered as a column of its own. */
export function isOffered({ path }: ColumnFacts): boolean {
  return !isSessionPath(path) && !isSystemPath(path);
}

/** Return the column of a field as it is at first. */
export function asColumn({ path, type }: ColumnFacts): ShownColumn {
  return type.endsWith("_series") ? { path, aggregate: "last" } : { path };
}

/**
 * Return the columns that were chosen, with what their rules match among the fields that there are; null as long as
 * rules cannot be read.
 */
export function expandRules(
  chosen: readonly (ShownColumn | ColumnRule)[],
  facts: readonly ColumnFacts[],
  compile: Compile,
): ShownColumn[] | null {
  if (chosen.some((one) => isRule(one) && readSearch(one.rule, compile).isWaiting)) return null;
  const known = new Set(chosen.flatMap((one) => (isRule(one) ? [] : [one.path])));
  return chosen.flatMap((one) => {
    if (!isRule(one)) return [one];
    const left = new Set(one.without);
    const found = matchesOf(one.rule, facts, compile).filter(
      ({ path }) => !known.has(path) && !left.has(path),
    );
    for (const { path } of found) known.add(path);
    return found.map((fact) => ({ ...asColumn(fact), rule: one.rule }));
  });
}

/** Return columns with those that a rule brought, and that are as it brought them, as the rule again. */
export function foldRules(
  columns: readonly ShownColumn[],
  facts: readonly ColumnFacts[],
  compile: Compile,
): (ShownColumn | ColumnRule)[] {
  const shown = new Set(columns.map((column) => column.path));
  const folded = new Map<string, ColumnRule>();
  return columns.flatMap((column): (ShownColumn | ColumnRule)[] => {
    const { rule, ...own } = column;
    if (rule === undefined || isChanged(column)) return [own];
    if (folded.has(rule)) return [];
    const without = matchesOf(rule, facts, compile).flatMap(({ path }) => (shown.has(path) ? [] : [path]));
    const fold = { rule, without };
    folded.set(rule, fold);
    return [fold];
  });
}

function matchesOf(rule: string, facts: readonly ColumnFacts[], compile: Compile): ColumnFacts[] {
  const { matches, problem } = readSearch(rule, compile);
  return problem ? [] : facts.filter((fact) => isOffered(fact) && matches(fact.path));
}

function isChanged({ look = "plain", isPinned, at, aggregate }: ShownColumn): boolean {
  return look !== "plain" || isPinned === true || at !== undefined || (aggregate ?? "last") !== "last";
}
