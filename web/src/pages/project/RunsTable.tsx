/** The runs table: what a row shows, what a head does. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useLocation } from "wouter";
import { send } from "../../api/client";
import type { Column, FieldType, Goal, Project, Sort, TableRow } from "../../api/types";
import { drawCell, isNumeric } from "../../fields/cells";
import { runPath } from "../../paths";
import { isWidths, useStored } from "../../state/stored";
import { AGGREGATES } from "../../table/aggregates";
import { Grid, type GridRow } from "../../table/Grid";
import type { GridColumn } from "../../table/grid-columns";
import { MenuChoice, MenuItem, MenuLine } from "../../ui/Menu";
import { useNow } from "../../ui/now";
import { State } from "../../ui/State";
import { PathText } from "../../ui/Words";
import { stateFacts } from "../run/facts";
import { nameColumn, RUN_COLUMN, SYSTEM_COLUMNS, spellColumn, turnSort } from "./columns";
import css from "./ProjectPage.module.css";
import { RunCell } from "./RunCell";
import type { Drawn } from "./use-drawn";
import type { Rows } from "./use-rows";

interface RunsTableProps {
  project: Project;
  name: string;
  rows: Rows;
  drawn: Drawn;
  columns: readonly Column[];
  types: ReadonlyMap<string, FieldType>;
  sort: Sort | null;
  onColumns: (columns: Column[]) => void;
  onSort: (sort: Sort | null) => void;
  /** Somebody points at the table, or at what waits above it, or has it under the keyboard. */
  onHeld: (isHeld: boolean) => void;
  onHover: (uid: string | null) => void;
}

const NAME_SORT: Column = { path: "sys/name" };

/** Rows and heads over the grid. */
export function RunsTable(props: RunsTableProps) {
  const { project, name, rows, drawn, columns, types, sort, onColumns, onSort, onHeld } = props;
  const [, navigate] = useLocation();
  const [active, setActive] = useState(-1);
  const [widths, setWidths] = useStored<Record<string, number>>("widths", {}, isWidths);
  const now = useNow();
  const setObjective = useObjective(name);
  const grid = useMemo(() => {
    const menuOf = (column: Column, index: number) => (
      <ColumnMenu
        column={column}
        type={types.get(column.path)}
        columns={columns}
        index={index}
        onColumns={onColumns}
        onSort={onSort}
        onObjective={(goal) => setObjective(column, goal)}
        isObjective={project.objective?.path === column.path}
      />
    );
    const made = columns.map((column, index) =>
      makeColumn(column, types, sort, widths, menuOf(column, index)),
    );
    return [runColumn(sort, widths), ...made];
  }, [columns, types, sort, widths, onColumns, onSort, setObjective, project.objective]);

  const room = roomForName(grid[0]?.width ?? 0);
  const drawRow = (index: number): GridRow | null => {
    const row = rows.rowAt(index);
    if (!row) return null;
    const slot = drawn.slotOf(row.run.uid);
    return {
      key: row.run.uid,
      isStrong: false,
      cells: (at) =>
        at === 0 ? (
          <RunCell run={row.run} slot={slot} room={room} onToggle={() => drawn.toggle(row.run)} />
        ) : (
          drawColumn(row, columns, at - 1, types, now)
        ),
    };
  };
  const open = (index: number) => {
    const run = rows.rowAt(index)?.run;
    if (run) navigate(runPath(run.project, run.id));
  };
  const sortBy = (key: string) => {
    const column = key === RUN_COLUMN ? NAME_SORT : columns.find((one) => spellColumn(one) === key);
    if (column) onSort(turnSort(sort, column, key !== RUN_COLUMN && isRight(column, types)));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it notices, nobody acts on it
    <div
      className={css.table}
      onPointerEnter={() => onHeld(true)}
      onPointerLeave={(event) => onHeld(event.currentTarget.querySelector(":focus-visible") !== null)}
      onFocus={() => onHeld(true)}
      onBlur={(event) => onHeld(event.currentTarget.matches(":hover"))}
    >
      {rows.waiting > 0 && (
        <button type="button" className={css.waiting} onClick={rows.showWaiting}>
          {rows.waiting} new
        </button>
      )}
      <Grid
        label="Runs"
        columns={grid}
        rowCount={rows.matched}
        rowAt={drawRow}
        active={active}
        onActive={setActive}
        onRange={rows.onRange}
        onOpen={open}
        onKey={(key, index) => {
          const run = rows.rowAt(index)?.run;
          if (key === "e" && run) drawn.toggle(run);
        }}
        onHover={(index) => props.onHover(index === null ? null : (rows.rowAt(index)?.run.uid ?? null))}
        onSort={sortBy}
        onWidth={(key, width) => setWidths({ ...widths, [key]: width })}
      />
    </div>
  );
}

function drawColumn(
  row: TableRow,
  columns: readonly Column[],
  at: number,
  types: ReadonlyMap<string, FieldType>,
  now: number,
) {
  const column = columns[at];
  if (!column) return null;
  if (column.path === "sys/state") return <State run={stateFacts(row.run)} now={now} />;
  const type = types.get(column.path) ?? SYSTEM_COLUMNS[column.path]?.type;
  return drawCell(column.path, type, row.cells[at], now);
}

function isRight(column: Column, types: ReadonlyMap<string, FieldType>): boolean {
  const type = types.get(column.path) ?? SYSTEM_COLUMNS[column.path]?.type;
  return type === "datetime" || isNumeric(type);
}

function sortedWay(sort: Sort | null, column: Column): GridColumn["sorted"] {
  if (sort?.path !== column.path || (sort.aggregate ?? null) !== (column.aggregate ?? null)) return null;
  return sort.descending ? "descending" : "ascending";
}

function runColumn(sort: Sort | null, widths: Record<string, number>): GridColumn {
  return {
    key: RUN_COLUMN,
    label: "Run",
    title: "Run",
    width: widths[RUN_COLUMN] ?? (window.innerWidth < 640 ? 176 : 260),
    align: "left",
    sorted: sortedWay(sort, NAME_SORT),
    menu: null,
  };
}

function makeColumn(
  column: Column,
  types: ReadonlyMap<string, FieldType>,
  sort: Sort | null,
  widths: Record<string, number>,
  menu: GridColumn["menu"],
): GridColumn {
  const system = SYSTEM_COLUMNS[column.path];
  const type = types.get(column.path);
  return {
    key: spellColumn(column),
    label: nameColumn(column),
    title: <ColumnTitle column={column} />,
    width: widths[spellColumn(column)] ?? system?.width ?? guessWidth(column, type),
    align: isNumeric(type) ? "right" : "left",
    sorted: sortedWay(sort, column),
    menu,
  };
}

/** Dot, id and paddings take the rest; a character of the text font is some 6.6 pixels wide. */
function roomForName(width: number): number {
  return Math.max(6, Math.floor((width - 90) / 6.1));
}

function guessWidth(column: Column, type: FieldType | undefined): number {
  const words =
    Math.min(column.path.length, 22) * 6.6 + (column.aggregate && column.aggregate !== "last" ? 40 : 0) + 44;
  return Math.max(isNumeric(type) ? 96 : 120, Math.min(210, Math.round(words)));
}

function ColumnTitle({ column }: { column: Column }) {
  const system = SYSTEM_COLUMNS[column.path];
  if (system) return <span>{system.words}</span>;
  return (
    <>
      <span>
        <PathText path={column.path} limit={26} />
      </span>
      {column.aggregate && column.aggregate !== "last" && (
        <span className={css.aggregate}>{column.aggregate}</span>
      )}
    </>
  );
}

interface ColumnMenuProps {
  column: Column;
  type: FieldType | undefined;
  columns: readonly Column[];
  index: number;
  isObjective: boolean;
  onColumns: (columns: Column[]) => void;
  onSort: (sort: Sort | null) => void;
  onObjective: (goal: Goal) => void;
}

function ColumnMenu(props: ColumnMenuProps) {
  const { column, type, columns, index, onColumns, onSort, onObjective } = props;
  const replace = (next: Column) => onColumns(columns.map((one, at) => (at === index ? next : one)));
  const move = (by: number) => {
    const next = columns.filter((_, at) => at !== index);
    next.splice(index + by, 0, column);
    onColumns(next);
  };
  return (
    <>
      <MenuItem onChoose={() => onSort({ ...column, descending: false })}>Sort upwards</MenuItem>
      <MenuItem onChoose={() => onSort({ ...column, descending: true })}>Sort downwards</MenuItem>
      {type === "float_series" && (
        <>
          <MenuLine />
          <MenuChoice
            label="Show of the series"
            value={column.aggregate ?? "last"}
            options={AGGREGATES}
            onChoose={(aggregate) => replace({ ...column, aggregate })}
          />
        </>
      )}
      {isNumeric(type) && (
        <>
          <MenuLine />
          <MenuItem onChoose={() => onObjective("maximise")}>
            {props.isObjective ? "Objective: more is better" : "Make it the objective: more is better"}
          </MenuItem>
          <MenuItem onChoose={() => onObjective("minimise")}>
            {props.isObjective ? "Objective: less is better" : "Make it the objective: less is better"}
          </MenuItem>
        </>
      )}
      <MenuLine />
      <MenuItem disabled={index === 0} onChoose={() => move(-1)}>
        Move left
      </MenuItem>
      <MenuItem disabled={index === columns.length - 1} onChoose={() => move(1)}>
        Move right
      </MenuItem>
      <MenuItem onChoose={() => onColumns(columns.filter((_, at) => at !== index))}>Hide</MenuItem>
    </>
  );
}

function useObjective(name: string): (column: Column, goal: Goal) => void {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: ({ column, goal }: { column: Column; goal: Goal }) =>
      send<Project>("PATCH", `/projects/${name.split("/").map(encodeURIComponent).join("/")}`, {
        objective: { path: column.path, aggregate: column.aggregate ?? "last", goal },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", name] }),
  });
  return useMemo(() => (column, goal) => mutate({ column, goal }), [mutate]);
}
