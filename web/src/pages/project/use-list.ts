/** What the table lists: runs, or groups of runs of which some are open. */

import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { readGroups, readTable, tableQuery } from "../../api/queries";
import type { Column, Group, Grouping, GroupPage, Sort, TablePage, TableRow } from "../../api/types";
import type { ListPlace } from "../../state/list-context";
import { BLOCK, type BlockSource, type Page, useBlocks } from "../../state/use-blocks";

/** What is asked of a project's runs. */
export interface Question {
  columns: readonly Column[];
  /** Those of the columns that groups are asked for: they may have their names from what they are grouped by. */
  groupColumns: readonly Column[];
  sort: readonly Sort[];
  query: string;
  grouping: Grouping | null;
  /** Where a column's cell stands in an answer, by `spellColumn`. */
  places: ReadonlyMap<string, number>;
}

/** What stands in one line of the table. */
export type Item =
  | { kind: "run"; key: string; row: TableRow; group: Group | null }
  | { kind: "group"; key: string; group: Group; isOpen: boolean }
  | { kind: "more"; key: string; group: Group; left: number };

export interface RunsList {
  isGrouped: boolean;
  count: number;
  itemAt: (index: number) => Item | null;
  /** Where a run stands, for its page; null for what is no run. */
  placeAt: (index: number) => ListPlace | null;
  /** The first runs, or groups, in the list's order. */
  firstRows: (count: number) => TableRow[];
  firstGroups: (count: number) => Group[];
  findRun: (name: string) => TableRow | null;
  findGroup: (key: string) => Group | null;
  /** All rows that were read. */
  rows: () => Iterable<TableRow>;
  /** Where a column's cell stands in what is shown: another question may still be on its way. */
  places: ReadonlyMap<string, number>;
  groupCount: number;
  matched: number;
  total: number;
  waiting: number;
  isLoading: boolean;
  error: unknown;
  onRange: (first: number, last: number) => void;
  showWaiting: () => void;
  turnGroup: (key: string, isOpen?: boolean) => void;
  showMore: (key: string) => void;
}

const MEMBERS = 100;
const NO_GROUPING: Grouping = { by: [], apart_from: null };
const NO_ROWS: readonly TableRow[] = [];
const NO_PLACES: ReadonlyMap<string, number> = new Map();

/** Read the list that answers a question; null while that is not known. */
export function useList(project: string, question: Question | null, isHeld: boolean): RunsList {
  const grouping = question?.grouping ?? null;
  const runsSource = useMemo(
    () => (question && !grouping ? sourceOfRuns(project, question) : null),
    [project, question, grouping],
  );
  const groupsSource = useMemo(
    () => (question && grouping ? sourceOfGroups(project, question, grouping) : null),
    [project, question, grouping],
  );
  const runs = useBlocks(runsSource, isHeld);
  const groups = useBlocks(groupsSource, isHeld);
  const [limits, setLimits] = useState<ReadonlyMap<string, number>>(new Map());
  const opened = [...limits].flatMap(([key, limit]) => {
    const group = groupsSource ? groups.find(key) : null;
    return group ? [{ key, limit, group, place: groups.placeOf(key) }] : [];
  });
  opened.sort((a, b) => a.place - b.place);
  const members = useQueries({
    queries: opened.map(({ key, limit }) => ({
      ...tableQuery(project, {
        columns: [...(question?.columns ?? [])],
        sort: [...(question?.sort ?? [])],
        query: question?.query ?? "",
        group: { grouping: grouping ?? NO_GROUPING, key },
        trashed: false,
        offset: 0,
        limit,
      }),
      placeholderData: keepPreviousData,
    })),
  });
  const folds = opened.map(({ key, limit, group, place }, index) => {
    const shown = Math.min(limit, group.runs_count);
    const left = group.runs_count - shown;
    return {
      key,
      group,
      place,
      rows: members[index]?.data?.rows ?? NO_ROWS,
      shown,
      left,
      lines: shown + (left ? 1 : 0),
    };
  });
  const turnGroup = (key: string, isOpen = !limits.has(key)) =>
    setLimits((before) => {
      const next = new Map(before);
      if (isOpen) next.set(key, before.get(key) ?? MEMBERS);
      else next.delete(key);
      return next;
    });
  const showMore = (key: string) =>
    setLimits((before) => new Map(before).set(key, Math.min(1_000, (before.get(key) ?? MEMBERS) * 4)));
  const one = grouping ? groups : runs;
  const places = useRef(NO_PLACES);
  if (question && one.key === (grouping ? groupsSource : runsSource)?.key) places.current = question.places;
  const allRows = function* (): Iterable<TableRow> {
    yield* runs.items();
    for (const fold of folds) yield* fold.rows;
  };
  const itemAt = (index: number): Item | null => {
    if (!grouping) {
      const row = runs.itemAt(index);
      return row && { kind: "run", key: row.run.uid, row, group: null };
    }
    const { place, fold, line } = findLine(folds, index);
    if (fold) {
      if (line >= fold.shown)
        return { kind: "more", key: `${fold.key}+`, group: fold.group, left: fold.left };
      const row = fold.rows[line];
      return row ? { kind: "run", key: row.run.uid, row, group: fold.group } : null;
    }
    const group = groups.itemAt(place);
    return group && { kind: "group", key: group.key, group, isOpen: limits.has(group.key) };
  };
  return {
    isGrouped: grouping !== null,
    count: one.matched + folds.reduce((sum, fold) => sum + fold.lines, 0),
    itemAt,
    placeAt: (index) => {
      const asked = { query: question?.query ?? "", sort: [...(question?.sort ?? [])] };
      if (!grouping) return { ...asked, group: null, index };
      const { fold, line } = findLine(folds, index);
      return fold && line < fold.shown ? { ...asked, group: { grouping, key: fold.key }, index: line } : null;
    },
    firstRows: (count) => firstOf(count, runs.itemAt),
    firstGroups: (count) => firstOf(count, groups.itemAt),
    findRun: (name) => findRow(allRows(), name),
    findGroup: groups.find,
    rows: allRows,
    places: places.current,
    groupCount: groups.matched,
    matched: grouping ? groups.runs : runs.matched,
    total: one.total,
    waiting: one.waiting,
    isLoading: one.isLoading,
    error: one.error,
    onRange: (first, last) => {
      if (grouping) groups.onRange(findLine(folds, first).place, findLine(folds, last).place);
      else runs.onRange(first, last);
    },
    showWaiting: one.showWaiting,
    turnGroup,
    showMore,
  };
}

interface Fold {
  place: number;
  lines: number;
}

/** Return which group a line of the table belongs to, and which line of an open group it is. */
export function findLine<Open extends Fold>(
  folds: readonly Open[],
  index: number,
): { place: number; fold: Open | null; line: number } {
  let hidden = 0;
  for (const fold of folds) {
    const head = fold.place + hidden;
    if (index <= head) break;
    if (index <= head + fold.lines) return { place: fold.place, fold, line: index - head - 1 };
    hidden += fold.lines;
  }
  return { place: index - hidden, fold: null, line: 0 };
}

function sourceOfRuns(project: string, { columns, sort, query }: Question): BlockSource<TablePage, TableRow> {
  const request = { columns: [...columns], sort: [...sort], query, trashed: false, limit: BLOCK };
  return {
    key: `${project} ${JSON.stringify(request)}`,
    queryKey: (offset) => ["table", project, { ...request, offset }],
    read: (offset, signal) => readTable(project, { ...request, offset }, signal),
    pageOf: ({ rows, matched, total }): Page<TableRow> => ({ items: rows, matched, total, runs: matched }),
    keyOf: (row) => row.run.uid,
  };
}

function sourceOfGroups(
  project: string,
  { groupColumns, sort, query }: Question,
  grouping: Grouping,
): BlockSource<GroupPage, Group> {
  const request = { grouping, columns: [...groupColumns], sort: [...sort], query, limit: BLOCK };
  return {
    key: `${project} ${JSON.stringify(request)}`,
    queryKey: (offset) => ["table", project, "groups", { ...request, offset }],
    read: (offset, signal) => readGroups(project, { ...request, offset }, signal),
    pageOf: ({ groups, matched_groups, matched, total }): Page<Group> => ({
      items: groups,
      matched: matched_groups,
      total,
      runs: matched,
    }),
    keyOf: (group) => group.key,
  };
}

function firstOf<One>(count: number, at: (index: number) => One | null): One[] {
  const found: One[] = [];
  for (let index = 0; index < count; index++) {
    const one = at(index);
    if (one === null) break;
    found.push(one);
  }
  return found;
}

function findRow(rows: Iterable<TableRow>, name: string): TableRow | null {
  for (const row of rows) if (row.run.uid === name || row.run.id === name) return row;
  return null;
}
