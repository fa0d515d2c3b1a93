/** The picked rows as a table of texts and numbers, to be copied. */

import type { FieldType, Project } from "../../api/types";
import { isNumeric } from "../../fields/cells";
import { readNumber } from "../../lib/numbers";
import { STATE_WORDS } from "../../lib/states";
import type { TextCell, TextTable } from "../../lib/table-text";
import { CHANGED, nameColumn, type ShownColumn, spellColumn } from "./columns";
import { STATE } from "./grouping";
import type { Names } from "./names";
import { typeOf } from "./row-cells";
import type { RunsList } from "./use-list";
import type { RunsView } from "./use-runs-view";
import type { Selection } from "./use-selection";

interface Picked {
  project: Project;
  view: RunsView;
  list: RunsList;
  names: Names;
  types: ReadonlyMap<string, FieldType>;
  selection: Selection;
}

/** Return what the picked rows show in the columns of the table. */
export function makeTextTable({ project, view, list, names, types, selection }: Picked): TextTable {
  const columns = (view.columns ?? []).filter((column) => column.path !== CHANGED);
  const placeOf = (column: ShownColumn) => list.places.get(spellColumn(column)) ?? -1;
  const runs = selection.runs.map((run) => {
    const cells = list.findRun(run.uid)?.cells ?? [];
    const values = columns.map((column): TextCell => {
      if (column.path === STATE) return { text: STATE_WORDS[run.state] };
      return spellValue(cells[placeOf(column)], typeOf(column, types));
    });
    return [{ text: names.ofRun(run) }, { text: run.id }, ...values];
  });
  const groups = selection.groups.map((group) => {
    const values = columns.map((column): TextCell => {
      const cell = group.cells[placeOf(column)];
      if (!cell) return { text: "" };
      if (cell.same) return spellValue(cell.value, typeOf(column, types));
      return { text: "", value: readNumber(cell.mean), spread: readNumber(cell.std) };
    });
    return [{ text: names.ofGroup(group) }, { text: `${group.runs_count} runs` }, ...values];
  });
  const { objective } = project;
  return {
    columns: [
      { name: "Run", goal: null },
      { name: "Id", goal: null },
      ...columns.map((column) => ({
        name: nameColumn(column),
        goal: objective?.path === column.path ? objective.goal : null,
      })),
    ],
    rows: [...groups, ...runs],
  };
}

function spellValue(value: unknown, type: FieldType | undefined): TextCell {
  const number = isNumeric(type) ? readNumber(value) : null;
  if (number !== null) return { text: "", value: number };
  if (value === null || value === undefined) return { text: "" };
  if (type === "datetime" && typeof value === "number") return { text: new Date(value / 1000).toISOString() };
  if (Array.isArray(value)) return { text: value.join(", ") };
  return { text: typeof value === "string" ? value : JSON.stringify(value) };
}
