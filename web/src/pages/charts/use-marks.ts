/** The runs of the table as marks draw them: up to a thousand, in the table's order. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { columnsQuery, projectQuery, tableQuery } from "../../api/queries";
import type { Column, TablePage } from "../../api/types";
import { type BestGoal, guessGoal } from "../../lib/best-so-far";
import type { ChartDefinition } from "../../lib/chart-definitions";
import { type FieldColumn, makeFieldColumn } from "../../lib/field-columns";
import { formatCount } from "../../lib/numbers";
import { askedColumns, nameColumn, readColumn } from "../project/columns";
import { nameOf } from "../run/facts";
import type { Panel } from "./panel";

/** The most that the table gives at once. */
const MOST = 1_000;
const MANY_FIELDS = 2_000;

export interface Marks {
  /** The ids of the runs, and what they are called. */
  keys: readonly string[];
  labels: readonly string[];
  /** The slot of a run that is drawn; -1 for others. */
  slots: Int16Array;
  /** In the order of the chart's fields. */
  columns: readonly FieldColumn[];
  asked: readonly Column[];
  created: FieldColumn;
  /** Of the first field. */
  goal: BestGoal;
  /** How many runs there are of how many. */
  note: string;
}

/** Read what a chart needs of the table; null while it is not there. */
export function useMarks(
  panel: Panel,
  chart: ChartDefinition,
  isOn: boolean,
): { marks: Marks | null; error: unknown } {
  const { project, table, runs } = panel;
  const asked = useMemo(() => askedColumns(chart.fields.map(readColumn), NOWHERE), [chart.fields]);
  const sort = chart.kind === "best" ? NEWEST : (table?.sort ?? NEWEST);
  const request = {
    columns: [...asked],
    sort: [...sort],
    query: table?.query ?? "",
    offset: 0,
    limit: MOST,
    trashed: false,
  };
  const { data, error } = useQuery({
    ...tableQuery(project, request),
    enabled: isOn && table !== null,
    placeholderData: keepPreviousData,
  });
  const { data: facts } = useQuery({ ...columnsQuery(project, "", MANY_FIELDS), enabled: isOn });
  const { data: about } = useQuery({ ...projectQuery(project), enabled: isOn });
  const objective = about?.objective;
  const marks = useMemo(() => {
    if (!data) return null;
    const types = new Map(facts?.columns.map((fact) => [fact.path, fact.type]));
    const isTime = (path: string) => types.get(path) === "datetime" || /^sys\/\w+_at$/.test(path);
    const [first] = asked;
    const goal =
      objective && objective.path === first?.path
        ? objective.goal
        : guessGoal(first?.path ?? "", first?.aggregate ?? null);
    return makeMarks(data, asked, isTime, new Map(runs.map((run) => [run.uid, run.slot])), goal);
  }, [data, facts, asked, runs, objective]);
  return { marks, error };
}

/** No run is selected in a chart. */
const NOWHERE: ReadonlyMap<string, number> = new Map();
const NEWEST = [{ path: "sys/created_at", descending: true }];

function makeMarks(
  page: TablePage,
  asked: readonly Column[],
  isTime: (path: string) => boolean,
  slots: ReadonlyMap<string, number>,
  goal: BestGoal,
): Marks {
  const { rows, matched } = page;
  return {
    keys: rows.map((row) => row.run.id),
    labels: rows.map((row) => nameOf(row.run)),
    slots: Int16Array.from(rows, (row) => slots.get(row.run.uid) ?? -1),
    columns: asked.map((column, i) =>
      makeFieldColumn(
        nameColumn(column),
        rows.map((row) => row.cells[i]),
        isTime(column.path),
      ),
    ),
    asked,
    created: makeFieldColumn(
      "Created",
      rows.map((row) => row.run.created_at),
      true,
    ),
    goal,
    note: `${formatCount(rows.length)} of ${formatCount(matched)} runs`,
  };
}
