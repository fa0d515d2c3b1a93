/** Which columns the runs table has and how it is sorted: from the address, or what is likely wanted. */

import type { Aggregate, Column, ColumnFacts, FieldType, Project, Sort } from "../../api/types";
import { isSystemPath } from "../../lib/field-paths";
import { readList, spellList } from "../../state/address";
import { isAggregate } from "../../table/aggregates";

export const RUN_COLUMN = "run";
export const NEWEST_FIRST: Sort = { path: "sys/created_at", descending: true };

/** Fields of the server that one may want to see, with the words for them. */
export const SYSTEM_COLUMNS: Record<string, { words: string; type: FieldType; width: number }> = {
  "sys/state": { words: "State", type: "string", width: 196 },
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
export function suggestColumns(project: Project, facts: readonly ColumnFacts[]): Column[] {
  const own = facts.filter((fact) => !isSystemPath(fact.path));
  const isConfig = (path: string) =>
    project.config_prefixes.some((prefix) => path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`));
  const metrics = own.filter((fact) => fact.type === "float_series");
  const config = own.filter((fact) => isConfig(fact.path));
  const { objective } = project;
  const columns: Column[] = [{ path: "sys/state" }];
  if (objective) columns.push({ path: objective.path, aggregate: objective.aggregate });
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

/** Return a column as it stands in the address: `val/acc:max`. */
export function spellColumn(column: Column): string {
  return column.aggregate ? `${column.path}:${column.aggregate}` : column.path;
}

/** Return the column that `spellColumn` wrote. */
export function readColumn(text: string): Column {
  const at = text.lastIndexOf(":");
  const word = text.slice(at + 1);
  return at > 0 && isAggregate(word) ? { path: text.slice(0, at), aggregate: word } : { path: text };
}

/** Return the columns of the address; null where nobody chose. */
export function readColumns(address: URLSearchParams): Column[] | null {
  const text = address.get("columns");
  return text === null ? null : readList(text).map(readColumn);
}

/** Return columns as they stand in the address. */
export function spellColumns(columns: readonly Column[]): string {
  return spellList(columns.map(spellColumn)) ?? "";
}

/** Return the sort of the address: `-val/acc:max` is descending. */
export function readSort(address: URLSearchParams): Sort | null {
  const text = address.get("sort");
  if (!text) return null;
  const descending = text.startsWith("-");
  return { ...readColumn(descending ? text.slice(1) : text), descending };
}

/** Return a sort as it stands in the address. */
export function spellSort(sort: Sort): string {
  return `${sort.descending ? "-" : ""}${spellColumn(sort)}`;
}

/** Return what a click on a head makes of the sort: one way, the other, none. */
export function turnSort(present: Sort | null, column: Column, isNumeric: boolean): Sort | null {
  const isSame = present?.path === column.path && (present.aggregate ?? null) === (column.aggregate ?? null);
  if (!isSame || !present) return { ...column, descending: isNumeric };
  return present.descending === isNumeric ? { ...column, descending: !isNumeric } : null;
}

/** Return the words for a column. */
export function nameColumn({
  path,
  aggregate,
}: {
  path: string;
  aggregate?: Aggregate | null | undefined;
}): string {
  const name = SYSTEM_COLUMNS[path]?.words ?? path;
  return aggregate && aggregate !== "last" ? `${name} (${aggregate})` : name;
}
