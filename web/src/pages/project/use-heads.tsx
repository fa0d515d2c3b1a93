/** The heads of the runs table: their words, widths and menus. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { send } from "../../api/client";
import { projectCall } from "../../api/queries";
import type { FieldType, Goal, Project, Sort } from "../../api/types";
import { isNumeric } from "../../fields/cells";
import type { GridColumn } from "../../table/grid-columns";
import { PathText } from "../../ui/Words";
import { ColumnMenu } from "./ColumnMenu";
import { nameColumn, RUN_COLUMN, type ShownColumn, SYSTEM_COLUMNS, spellColumn } from "./columns";
import { STATE } from "./grouping";
import css from "./RunsTable.module.css";

interface HeadsProps {
  project: Project;
  name: string;
  columns: readonly ShownColumn[];
  types: ReadonlyMap<string, FieldType>;
  sorts: readonly Sort[];
  widths: Record<string, number>;
  isGrouped: boolean;
  hasBaseline: boolean;
  onColumns: (columns: ShownColumn[]) => void;
  onSorts: (sorts: Sort[]) => void;
  onGroup: (path: string) => void;
}

export const NAME_SORT: ShownColumn = { path: "sys/name" };

/** Return the grid's columns, the run first. */
export function useHeads(props: HeadsProps): GridColumn[] {
  const { project, name, columns, types, sorts, widths, isGrouped, hasBaseline } = props;
  const { onColumns, onSorts, onGroup } = props;
  const { objective } = project;
  const setObjective = useObjective(name);
  return useMemo(() => {
    const made = columns.map((column, index): GridColumn => {
      const key = spellColumn(column);
      const type = types.get(column.path);
      const isIt = objective?.path === column.path;
      return {
        key,
        label: nameColumn(column),
        title: <ColumnTitle column={column} />,
        width: widths[key] ?? guessWidth(column, type, isGrouped, isIt && hasBaseline),
        align: isNumeric(type) ? "right" : "left",
        isPinned: column.isPinned ?? false,
        ...sortedBy(sorts, column),
        menu: (
          <ColumnMenu
            column={column}
            type={type}
            columns={columns}
            index={index}
            isObjective={isIt}
            onColumns={onColumns}
            onSort={(sort) => onSorts([sort])}
            onObjective={(goal) => setObjective(column, goal)}
            onGroup={onGroup}
          />
        ),
      };
    });
    const run: GridColumn = {
      key: RUN_COLUMN,
      label: "Run",
      title: "Run",
      width: widths[RUN_COLUMN] ?? (window.innerWidth < 640 ? 176 : isGrouped ? 330 : 290),
      align: "left",
      ...sortedBy(sorts, NAME_SORT),
      menu: null,
    };
    return [run, ...made];
  }, [
    columns,
    types,
    sorts,
    widths,
    isGrouped,
    hasBaseline,
    objective,
    onColumns,
    onSorts,
    onGroup,
    setObjective,
  ]);
}

function sortedBy(
  sorts: readonly Sort[],
  column: ShownColumn,
): { sorted: GridColumn["sorted"]; sortRank: number | null } {
  const at = sorts.findIndex((sort) => spellColumn(sort) === spellColumn(column));
  const sort = sorts[at];
  if (!sort) return { sorted: null, sortRank: null };
  return {
    sorted: sort.descending ? "descending" : "ascending",
    sortRank: sorts.length > 1 ? at + 1 : null,
  };
}

/** Room for the words of the head, and for what stands in the cells: deviations, distances, small series. */
function guessWidth(
  column: ShownColumn,
  type: FieldType | undefined,
  isGrouped: boolean,
  hasDistance: boolean,
): number {
  if (column.path === STATE && isGrouped) return 110;
  const own = SYSTEM_COLUMNS[column.path]?.width;
  if (own) return own;
  const words =
    Math.min(column.path.length, 22) * 6.6 + (column.aggregate && column.aggregate !== "last" ? 40 : 0) + 44;
  const spark = column.look === "spark" ? 60 : 0;
  const cell = isNumeric(type) ? 84 + (isGrouped && type !== "int" ? 58 : 0) + (hasDistance ? 54 : 0) : 120;
  return spark + Math.max(cell, Math.min(210, Math.round(words)));
}

function ColumnTitle({ column }: { column: ShownColumn }) {
  const system = SYSTEM_COLUMNS[column.path];
  if (system) return <span>{system.words}</span>;
  return (
    <>
      <span>
        <PathText path={column.path} limit={26} />
      </span>
      {column.at !== undefined && (
        <span className={css.aggregate}>{column.at === "here" ? "at selected" : `at ${column.at}`}</span>
      )}
      {column.aggregate && column.aggregate !== "last" && (
        <span className={css.aggregate}>{column.aggregate}</span>
      )}
    </>
  );
}

function useObjective(name: string): (column: ShownColumn, goal: Goal) => void {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: ({ column, goal }: { column: ShownColumn; goal: Goal }) =>
      send<Project>("PATCH", projectCall(name), {
        objective: { path: column.path, aggregate: column.aggregate ?? "last", goal },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", name] }),
  });
  return useMemo(() => (column, goal) => mutate({ column, goal }), [mutate]);
}
