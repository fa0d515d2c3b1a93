/** Which columns the runs table has and how it is sorted: from the address, or what is likely wanted. */

import type { Aggregate, Column, ColumnFacts, FieldType, Project, Sort } from "../../api/types";
import { isConfigPath, isSystemPath } from "../../lib/field-paths";
import { readParts, spellParts } from "../../state/address";
import { isAggregate } from "../../table/aggregates";

/** How a column looks: plain, its cells coloured by value, or the series drawn small. */
export type ColumnLook = "plain" | "heat" | "spark";

/** What is asked for, and how it is shown. */
export interface ShownColumn {
  path: string;
  aggregate?: Aggregate | null;
  /** The value at a step instead of a statistic: of the last point at or before it; "here" is where the selected
   * run has got to. */
  at?: number | "here";
  look?: ColumnLook;
  isPinned?: boolean;
  /** The rule that it came by. */
  rule?: string;
}

/** All fields whose path matches an expression, `/loss$/`, but for some. */
export interface ColumnRule {
  rule: string;
  without: readonly string[];
}

export const RUN_COLUMN = "run";
/** What a run changed against the baseline: no field, and asked for apart. */
export const CHANGED = "sys/changed";
export const NEWEST_FIRST: Sort = { path: "sys/created_at", descending: true };

/** Fields of the server that one may want to see, with the words for them. */
export const SYSTEM_COLUMNS: Record<string, { words: string; type: FieldType; width: number }> = {
  "sys/state": { words: "State", type: "string", width: 196 },
  [CHANGED]: { words: "Changed", type: "string", width: 280 },
  "sys/created_at": { words: "Created", type: "datetime", width: 92 },
  "sys/running_seconds": { words: "Ran for", type: "float", width: 88 },
  "sys/owner": { words: "Owner", type: "string", width: 100 },
  "sys/tags": { words: "Tags", type: "string_set", width: 140 },
  "sys/group": { words: "Group", type: "string", width: 110 },
  "sys/description": { words: "Description", type: "string", width: 200 },
  "sys/id": { words: "Id", type: "string", width: 90 },
};

const METRICS = 4;
const CONFIGURATION = 5;

/** Return the columns that a project's table has as long as nobody chose. */
export function suggestColumns(project: Project, facts: readonly ColumnFacts[]): ShownColumn[] {
  const own = facts.filter((fact) => !isSystemPath(fact.path));
  const metrics = own.filter((fact) => fact.type === "float_series");
  const config = own.filter((fact) => isConfigPath(fact.path, project.config_prefixes));
  const { objective } = project;
  const columns: ShownColumn[] = objective ? [{ path: objective.path, aggregate: objective.aggregate }] : [];
  columns.push({ path: CHANGED }, { path: "sys/state" });
  for (const { path } of orderMetrics(metrics).slice(0, METRICS)) {
    if (path !== objective?.path) columns.push({ path, aggregate: "last" });
  }
  columns.push(...config.slice(0, CONFIGURATION).map(({ path }) => ({ path })));
  return [...columns, { path: "sys/created_at" }];
}

/** What was measured on held-out data tells more than what was trained on. */
function orderMetrics(metrics: readonly ColumnFacts[]): ColumnFacts[] {
  const rank = ({ path }: ColumnFacts) => (/\b(val|valid|validation|test|eval)\b/i.test(path) ? 0 : 1);
  return [...metrics].sort((a, b) => rank(a) - rank(b));
}

/** Return what a column asks for as text, its key in the table: `val/acc:max`. */
export function spellColumn(column: Asked): string {
  if (column.at !== undefined && column.at !== null) return `${column.path}:at=${column.at}`;
  return column.aggregate ? `${column.path}:${column.aggregate}` : column.path;
}

interface Asked {
  path: string;
  aggregate?: Aggregate | null;
  at?: number | "here" | null;
}

/** Return the column that `spellColumn` wrote. */
export function readColumn(text: string): ShownColumn {
  const at = text.lastIndexOf(":");
  const word = text.slice(at + 1);
  if (at > 0 && word.startsWith("at=")) {
    const step = Number(word.slice(3));
    if (word === "at=here" || Number.isFinite(step))
      return { path: text.slice(0, at), at: word === "at=here" ? "here" : step };
  }
  return at > 0 && isAggregate(word) ? { path: text.slice(0, at), aggregate: word } : { path: text };
}

/** Say whether it is a rule that was chosen, and not a column. */
export function isRule(chosen: ShownColumn | ColumnRule): chosen is ColumnRule {
  return !("path" in chosen);
}

/** Return the columns of the address; null where nobody chose. */
export function readColumns(address: URLSearchParams): (ShownColumn | ColumnRule)[] | null {
  const text = address.get("columns");
  return text === null ? null : readParts(text).map(([name = "", ...marks]) => readShown(name, marks));
}

function readShown(name: string, marks: readonly string[]): ShownColumn | ColumnRule {
  if (/^\/.+\/i?$/.test(name))
    return { rule: name, without: marks.flatMap((mark) => (mark.startsWith("-") ? [mark.slice(1)] : [])) };
  const look = marks.find((mark): mark is ColumnLook => mark === "heat" || mark === "spark");
  return { ...readColumn(name), ...(look && { look }), ...(marks.includes("pin") && { isPinned: true }) };
}

/** Return columns as they stand in the address: `val/acc:max~heat~pin,/^config\//~-config/seed`. */
export function spellColumns(columns: readonly (ShownColumn | ColumnRule)[]): string {
  return spellParts(columns.map((one) => (isRule(one) ? spellRule(one) : spellShown(one))));
}

function spellRule({ rule, without }: ColumnRule): string[] {
  return [rule, ...without.map((path) => `-${path}`)];
}

function spellShown({ look, isPinned, ...column }: ShownColumn): string[] {
  return [spellColumn(column), ...(look && look !== "plain" ? [look] : []), ...(isPinned ? ["pin"] : [])];
}

/** Return what the server is asked for; columns that are made here are left out. */
export function askedColumns(columns: readonly ShownColumn[], here: ReadonlyMap<string, number>): Column[] {
  return columns
    .filter((column) => column.path !== CHANGED)
    .map(({ path, aggregate, at }) => {
      const step = at === "here" ? here.get(path) : at;
      if (step !== undefined) return { path, at: step };
      return { path, ...(aggregate && { aggregate }) };
    });
}

/** Return the sort of the address, first key first: `-val/acc:max,config/lr`; none where nobody chose. */
export function readSorts(address: URLSearchParams): Sort[] {
  return readParts(address.get("sort")).map(([text = ""]) => {
    const descending = text.startsWith("-");
    const { path, aggregate } = readColumn(descending ? text.slice(1) : text);
    return { path, descending, ...(aggregate && { aggregate }) };
  });
}

/** Return a sort as it stands in the address; null for none. */
export function spellSorts(sorts: readonly Sort[]): string | null {
  return spellParts(sorts.map((sort) => [`${sort.descending ? "-" : ""}${spellColumn(sort)}`])) || null;
}

/** Return what a click on a head makes of the sort: one way, the other, none; `isMore` keeps the other keys. */
export function turnSort(
  present: readonly Sort[],
  column: Asked,
  isNumeric: boolean,
  isMore: boolean,
): Sort[] {
  const key = spellColumn(column);
  const known = present.find((sort) => spellColumn(sort) === key);
  const next: Sort = {
    path: column.path,
    ...(column.aggregate && { aggregate: column.aggregate }),
    descending: known ? !isNumeric : isNumeric,
  };
  const isLast = known !== undefined && known.descending !== isNumeric;
  if (!isMore) return isLast ? [] : [next];
  const others = present.filter((sort) => spellColumn(sort) !== key);
  if (isLast) return others;
  return known ? present.map((sort) => (sort === known ? next : sort)) : [...present, next];
}

/** Return the words for a column. */
export function nameColumn({ path, aggregate, at }: Asked): string {
  const name = SYSTEM_COLUMNS[path]?.words ?? path;
  if (at !== undefined && at !== null)
    return `${name} (${at === "here" ? "where the selected run is" : `at step ${at}`})`;
  return aggregate && aggregate !== "last" ? `${name} (${aggregate})` : name;
}

/** Return columns with one of them put before another, or behind it. */
export function moveColumn(
  columns: readonly ShownColumn[],
  key: string,
  beside: string,
  isBehind: boolean,
): ShownColumn[] {
  const moved = columns.find((one) => spellColumn(one) === key);
  const rest = columns.filter((one) => one !== moved);
  const at = rest.findIndex((one) => spellColumn(one) === beside);
  if (!moved) return [...columns];
  rest.splice(at + (isBehind ? 1 : 0), 0, withoutRule(moved));
  return rest;
}

/** Return a column that stands by itself: it has a place of its own. */
export function withoutRule({ rule: _, ...own }: ShownColumn): ShownColumn {
  return own;
}
