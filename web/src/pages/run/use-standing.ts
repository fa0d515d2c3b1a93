/** How good a run is among those of its project: its value of the objective, its rank, the best, the baseline. */

import { useQuery } from "@tanstack/react-query";
import { groupsQuery, tableQuery } from "../../api/queries";
import type { Field, Objective, Project, Run, TableRequest, TableRow } from "../../api/types";
import { isConfigPath } from "../../lib/field-paths";
import { readNumber } from "../../lib/numbers";
import { quote, spellPath } from "../../lib/query-text";
import { isSeedPath } from "../../lib/seeds";
import { deviationOf, meanOf } from "../../lib/statistics";

export interface Standing {
  objective: Objective;
  value: number;
  /** The step of the last point of the series. */
  rank: number | null;
  of: number | null;
  best: Rival | null;
  baseline: Rival | null;
  /** Runs of the same configuration but for the seed, this one among them. */
  seeds: { count: number; mean: number; spread: number | null } | null;
}

export interface Rival {
  id: string;
  value: number;
}

const ALL: TableRequest = {
  columns: [],
  sort: [],
  query: "",
  trashed: false,
  offset: 0,
  limit: 1,
  group: null,
};
const NONE = { by: [], apart_from: [] };
const MOST_SEEDS = 100;

/** Return how a run stands; null where the project has no objective, or the run nothing for it. */
export function useStanding(
  project: Project | undefined,
  run: Run,
  fields: readonly Field[],
): Standing | null {
  const name = run.project;
  const objective = project?.objective ?? null;
  const field = objective ? fields.find((one) => one.path === objective.path) : undefined;
  const value = objective ? readNumber(field?.stats?.[objective.aggregate] ?? field?.value) : null;
  const isKnown = objective !== null && value !== null;
  const column = objective
    ? { path: objective.path, ...(field?.stats && { aggregate: objective.aggregate }) }
    : null;
  const isMore = objective?.goal === "maximise";
  const columns = column ? [column] : [];
  const subject = column?.aggregate
    ? `${column.aggregate}(${spellPath(column.path)})`
    : spellPath(column?.path ?? "");
  const { data: best } = useQuery({
    ...tableQuery(name, { ...ALL, columns, sort: columns.map((one) => ({ ...one, descending: isMore })) }),
    enabled: isKnown,
  });
  const { data: better } = useQuery({
    ...tableQuery(name, { ...ALL, limit: 0, query: `${subject} ${isMore ? ">" : "<"} ${value ?? 0}` }),
    enabled: isKnown,
  });
  const { data: having } = useQuery({
    ...tableQuery(name, { ...ALL, limit: 0, query: `${subject} EXISTS` }),
    enabled: isKnown,
  });
  const base = project?.baseline ?? "";
  const { data: baseline } = useQuery({
    ...tableQuery(name, { ...ALL, columns, query: `sys/id = ${quote(base)}` }),
    enabled: isKnown && base !== "" && base !== run.id,
  });
  const apart = fields
    .map((one) => one.path)
    .filter((path) => isSeedPath(path) && isConfigPath(path, project?.config_prefixes ?? []));
  const grouping = apart.length ? { by: [], apart_from: apart } : NONE;
  const { data: own } = useQuery({
    ...groupsQuery(name, { ...NO_PAGE, grouping, query: `sys/id = ${quote(run.id)}` }),
    enabled: isKnown && apart.length > 0,
  });
  const key = own?.groups[0]?.key;
  const { data: members } = useQuery({
    ...tableQuery(name, { ...ALL, columns, limit: MOST_SEEDS, group: { grouping, key: key ?? "" } }),
    enabled: key !== undefined,
  });
  if (!isKnown) return null;
  const numbers = (members?.rows ?? [])
    .flatMap((row) => readNumber(row.cells[0]) ?? [])
    .filter(Number.isFinite);
  return {
    objective,
    value,
    rank: better ? better.matched + 1 : null,
    of: having?.matched ?? null,
    best: asRival(best?.rows[0], run),
    baseline: asRival(baseline?.rows[0], run),
    seeds:
      numbers.length > 1
        ? { count: numbers.length, mean: meanOf(numbers), spread: deviationOf(numbers) }
        : null,
  };
}

const NO_PAGE = { columns: [], sort: [], offset: 0, limit: 1 };

function asRival(row: TableRow | undefined, run: Run): Rival | null {
  const value = readNumber(row?.cells[0]);
  return row && value !== null && row.run.uid !== run.uid ? { id: row.run.id, value } : null;
}
