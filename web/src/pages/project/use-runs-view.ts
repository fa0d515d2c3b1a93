/** What the Runs screen shows, as the address says it, and how to change it. */

import { useCallback, useMemo, useState } from "react";
import type { Column, ColumnFacts, Grouping, Project, Sort } from "../../api/types";
import { useAddress } from "../../state/address";
import { useCompile } from "../../ui/expressions";
import { expandRules, foldRules } from "./column-rules";
import {
  askedColumns,
  NEWEST_FIRST,
  readColumns,
  readSorts,
  type ShownColumn,
  spellColumn,
  spellColumns,
  spellSorts,
  suggestColumns,
} from "./columns";
import { readGrouping, spellGrouping } from "./grouping";
import { pathsForNames } from "./names";
import type { Question } from "./use-list";

export interface RunsView {
  /** Null while it is not known which there are. */
  columns: readonly ShownColumn[] | null;
  sorts: readonly Sort[];
  grouping: Grouping | null;
  query: string;
  question: Question | null;
  /** Fields that are asked for to name runs by. */
  namePaths: readonly string[];
  /** Where a column's cell stands in an answer, by `spellColumn`. */
  places: ReadonlyMap<string, number>;
  /** A list of names instead of a table. */
  isCompact: boolean;
  setColumns: (columns: readonly ShownColumn[] | null) => void;
  setSorts: (sorts: readonly Sort[]) => void;
  setQuery: (query: string) => void;
  setGrouping: (grouping: Grouping | null) => void;
  setQuestion: (query: string, grouping: Grouping | null) => void;
  setCompact: (isCompact: boolean) => void;
}

/** Return the view; `facts` are the fields that runs of the project have, once known. */
export function useRunsView(
  project: Project,
  facts: readonly ColumnFacts[] | null,
  here: ReadonlyMap<string, number>,
  across: Across,
): RunsView {
  const [address, change] = useAddress();
  const isCompact = address.get("look") === "list";
  const query = address.get("query") ?? "";
  const grouping = useMemo(() => readGrouping(address), [address]);
  const { objective } = project;
  const chosen = useMemo(() => readColumns(address), [address]);
  const compile = useCompile();
  const columns = useMemo(() => {
    if (isCompact && objective) return [{ path: objective.path, aggregate: objective.aggregate }];
    if (!chosen) return facts ? suggestColumns(project, facts) : null;
    return expandRules(chosen, facts ?? [], compile);
  }, [isCompact, chosen, facts, project, objective, compile]);
  const sorts = useMemo(() => readSorts(address), [address]);
  const namePaths = useMemo(
    () => (facts ? pathsForNames(project, facts, grouping) : []),
    [project, facts, grouping],
  );
  const shown = useMemo(() => {
    const seen = columnsInSight(columns ?? [], across);
    const own = grouping ? seen.filter((column) => column.at === undefined) : seen;
    return unique(askedColumns(own, here));
  }, [columns, across, grouping, here]);
  const asked = useMemo(() => unique([...shown, ...namePaths.map((path) => ({ path }))]), [shown, namePaths]);
  const places = useMemo(() => {
    const found = new Map(asked.map((column, place) => [spellColumn(column), place]));
    for (const column of columns ?? []) {
      const step = here.get(column.path);
      const place = step === undefined ? undefined : found.get(spellColumn({ path: column.path, at: step }));
      if (column.at === "here" && place !== undefined) found.set(spellColumn(column), place);
    }
    return found;
  }, [asked, columns, here]);
  const question = useMemo(
    () =>
      columns && facts
        ? {
            columns: asked,
            groupColumns: grouping?.apart_from ? asked : shown,
            sort: sorts.length ? sorts : defaultSort(project, grouping),
            query,
            grouping,
            places,
          }
        : null,
    [columns, facts, asked, shown, sorts, project, grouping, query, places],
  );
  return {
    columns,
    sorts: question ? [...question.sort] : sorts,
    grouping,
    query,
    question,
    namePaths,
    places,
    isCompact,
    setColumns: useCallback(
      (next) => change({ columns: next && spellColumns(foldRules(next, facts ?? [], compile)) }),
      [change, facts, compile],
    ),
    setSorts: useCallback((next) => change({ sort: spellSorts(next) }), [change]),
    setQuery: useCallback((next) => change({ query: next.trim() ? next : null }), [change]),
    setGrouping: useCallback(
      (next) => change({ ...spellGrouping(next), sort: null, show: null, hide: null }),
      [change],
    ),
    setQuestion: useCallback(
      (next, group) =>
        change({
          ...spellGrouping(group),
          query: next.trim() ? next : null,
          sort: null,
          show: null,
          hide: null,
        }),
      [change],
    ),
    setCompact: useCallback((next) => change({ look: next ? "list" : null }), [change]),
  };
}

function unique(columns: readonly Column[]): Column[] {
  return [...new Map(columns.map((column) => [spellColumn(column), column])).values()];
}

/** Some columns, in lots: those in sight, and what comes next to them. */
interface Across {
  from: number;
  to: number;
}

const LOT = 50;
/** So many columns are asked for as a whole. */
const FEW = 100;

/** Return which columns are in sight, and what is told of it. */
export function useAcross(): [Across, (first: number, last: number) => void] {
  const [across, setAcross] = useState<Across>({ from: 0, to: LOT });
  const tell = useCallback((first: number, last: number) => {
    const from = Math.max(0, Math.floor(first / LOT) * LOT);
    const to = Math.ceil((last + 1) / LOT) * LOT;
    setAcross((before) => (before.from === from && before.to === to ? before : { from, to }));
  }, []);
  return [across, tell];
}

function columnsInSight(columns: readonly ShownColumn[], { from, to }: Across): readonly ShownColumn[] {
  if (columns.length <= FEW) return columns;
  return columns.filter((column, index) => column.isPinned || (index >= from && index < to));
}

/** Newest first; groups with the best first, where the project says what is good. */
function defaultSort({ objective }: Project, grouping: Grouping | null): Sort[] {
  if (!grouping || !objective) return [NEWEST_FIRST];
  const { path, aggregate, goal } = objective;
  return [{ path, aggregate, descending: goal === "maximise" }];
}
