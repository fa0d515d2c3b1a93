/** The runs table: what a row shows, what a head does, what keys do. */

import { type ReactNode, useCallback, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { part } from "../../api/part";
import type { FieldType, Project, Run, Sort, TableRow } from "../../api/types";
import { isNumeric } from "../../fields/cells";
import { isHandType } from "../../lib/hand-values";
import { countOf } from "../../lib/numbers";
import { runPath } from "../../paths";
import { keepListPlace } from "../../state/list-context";
import { isWidths, useStored } from "../../state/stored";
import { Grid, type GridRow } from "../../table/Grid";
import { useNow } from "../../ui/now";
import { CHANGED, moveColumn, RUN_COLUMN, type ShownColumn, spellColumn, turnSort } from "./columns";
import { rangesOf, withColour } from "./heat";
import type { Names } from "./names";
import { GroupHead, RunCell } from "./RunCell";
import css from "./RunsTable.module.css";
import { type CellContext, drawGroupCells, drawRunCell, typeOf } from "./row-cells";
import type { Baseline } from "./use-baseline";
import { useDifferences } from "./use-differences";
import type { Drawn } from "./use-drawn";
import { NAME_SORT, useHeads } from "./use-heads";
import type { Item, RunsList } from "./use-list";
import type { Selection } from "./use-selection";
import { useSparks } from "./use-sparks";

const CellEditor = part(async () => (await import("../edit/CellEditor")).CellEditor);

interface RunsTableProps {
  project: Project;
  name: string;
  list: RunsList;
  names: Names;
  drawn: Drawn;
  selection: Selection;
  baseline: Baseline;
  columns: readonly ShownColumn[];
  /** Where a column's cell stands in an answer, by `spellColumn`. */
  places: ReadonlyMap<string, number>;
  types: ReadonlyMap<string, FieldType>;
  sorts: readonly Sort[];
  rowHeight: number;
  active: number;
  onActive: (index: number) => void;
  onPeek: (item: Item | null) => void;
  onColumns: (columns: ShownColumn[]) => void;
  onSorts: (sorts: Sort[]) => void;
  onGroup: (path: string) => void;
  /** Called with the columns that are in sight. */
  onAcross: (first: number, last: number) => void;
  /** Somebody points at the table, or at what waits above it, or has it under the keyboard. */
  onHeld: (isHeld: boolean) => void;
  onHover: (key: string | null) => void;
}

/** What is in sight is asked for in lots of so many rows, so that scrolling a little asks for nothing. */
const LOT = 50;

/** Rows and heads over the grid. */
export function RunsTable(props: RunsTableProps) {
  const { project, name, list, names, drawn, selection, baseline, columns, types, sorts, onHeld } = props;
  const { onColumns, onSorts, onAcross } = props;
  const [, navigate] = useLocation();
  const [widths, setWidths] = useStored<Record<string, number>>("widths", {}, isWidths);
  const [sight, setSight] = useState({ from: 0, to: LOT });
  const [editing, setEditing] = useState<{ run: string; path: string } | null>(null);
  const now = useNow();
  const grid = useHeads({
    ...props,
    widths,
    isGrouped: list.isGrouped,
    hasBaseline: baseline.id !== null,
  });
  const { onRange } = list;
  const onSight = useCallback(
    (first: number, last: number) => {
      onRange(first, last);
      const [from, to] = [Math.floor(first / LOT) * LOT, Math.ceil((last + 1) / LOT) * LOT];
      setSight((before) => (before.from === from && before.to === to ? before : { from, to }));
    },
    [onRange],
  );
  const onCells = useCallback((first: number, last: number) => onAcross(first - 1, last - 1), [onAcross]);
  const inSight = itemsBetween(list, sight);
  const hasChanged = columns.some((column) => column.path === CHANGED);
  const context: CellContext = {
    columns,
    types,
    places: props.places,
    baseline: baseline.row,
    objective: project.objective,
    changes: useDifferences(name, inSight, baseline.id, hasChanged),
    sparks: useSparks(name, inSight, columns),
    ranges: useMemo(() => rangesOf(inSight, columns, props.places), [inSight, columns, props.places]),
    now,
  };
  const room = roomForName(grid[0]?.width ?? 0);
  const isPicking = selection.count > 0;
  const drawRow = (index: number): GridRow | null => {
    const item = list.itemAt(index);
    if (!item) return null;
    const pick = (isRange: boolean) => selection.pick(index, isRange ? "range" : "more");
    const head = { isSelected: selection.has(item.key), isPicking, onPick: pick };
    if (item.kind === "more") return drawMore(item, () => list.showMore(item.group.key));
    if (item.kind === "group") {
      const { group, isOpen } = item;
      return {
        key: item.key,
        isOpen,
        isSelected: head.isSelected,
        tone: isOpen ? "group" : "plain",
        cells: (at) =>
          at === 0 ? (
            <GroupHead
              {...head}
              name={names.ofGroup(group)}
              group={group}
              isOpen={isOpen}
              slot={drawn.slotOf(group.key)}
              onToggle={() => drawn.toggleGroup(group)}
              onTurn={() => list.turnGroup(group.key)}
            />
          ) : (
            drawGroupCells(group, at - 1, context)
          ),
      };
    }
    const { row, group } = item;
    const { run } = row;
    return {
      key: item.key,
      level: group ? 2 : 1,
      isSelected: head.isSelected,
      tone: run.id === baseline.id ? "baseline" : "plain",
      cells: (at) =>
        at === 0 ? (
          <RunCell
            {...head}
            name={names.ofRun(run)}
            run={run}
            room={room}
            slot={drawn.slotOf(group ? group.key : run.uid)}
            onOpen={() => keepPlace(run, index)}
            isInside={group !== null}
            isBaseline={run.id === baseline.id}
            sameAs={context.changes.ofRun(run.uid)?.same_configuration ?? null}
            onToggle={() => (group ? drawn.toggleGroup(group) : drawn.toggleRun(run))}
          />
        ) : (
          (drawEdited(row, columns[at - 1]) ??
          withColour(drawRunCell(row, at - 1, context), item, columns[at - 1], context))
        ),
    };
  };
  const drawEdited = (row: TableRow, column: ShownColumn | undefined): ReactNode => {
    if (!column || editing?.run !== row.run.uid || editing.path !== column.path) return null;
    const value = row.cells[props.places.get(spellColumn(column)) ?? -1];
    return (
      <CellEditor
        run={row.run.uid}
        path={column.path}
        type={types.get(column.path)}
        text={value === null || value === undefined ? "" : String(value)}
        onDone={() => setEditing(null)}
      />
    );
  };
  const edit = (index: number, key: string): boolean => {
    const item = list.itemAt(index);
    const column = columns.find((one) => spellColumn(one) === key);
    if (item?.kind !== "run" || !column || !isEditable(column, types)) return false;
    setEditing({ run: item.row.run.uid, path: column.path });
    return true;
  };
  const keepPlace = (run: Run, index: number) => {
    const place = list.placeAt(index);
    if (place) keepListPlace(name, run.id, place);
  };
  const open = (index: number) => {
    const item = list.itemAt(index);
    if (item?.kind === "run") {
      keepPlace(item.row.run, index);
      navigate(runPath(item.row.run.project, item.row.run.id));
    }
    if (item?.kind === "group") list.turnGroup(item.group.key);
  };
  const sortBy = (key: string, isMore: boolean) => {
    const column = key === RUN_COLUMN ? NAME_SORT : columns.find((one) => spellColumn(one) === key);
    if (!column || column.path === CHANGED || column.at !== undefined) return;
    onSorts(turnSort(sorts, column, key !== RUN_COLUMN && isRight(column, types), isMore));
  };
  const onKey = (key: string, index: number): boolean => {
    const item = list.itemAt(index);
    switch (key) {
      case " ":
        props.onPeek(item);
        return true;
      case "x":
        selection.pick(index, "more");
        return true;
      case "e":
        if (item?.kind === "run") drawn.toggleRun(item.row.run);
        if (item?.kind === "group") drawn.toggleGroup(item.group);
        return item !== null;
      case "b":
        if (item?.kind === "run") baseline.turn(item.row.run.id);
        return item?.kind === "run";
      case "Escape":
        selection.clear();
        props.onPeek(null);
        return true;
      default:
        return false;
    }
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
      {list.waiting > 0 && (
        <button type="button" className={css.waiting} onClick={list.showWaiting}>
          {list.waiting} new
        </button>
      )}
      <Grid
        label="Runs"
        columns={grid}
        rowCount={list.count}
        rowHeight={props.rowHeight}
        onAcross={onCells}
        isTree={list.isGrouped}
        rowAt={drawRow}
        active={props.active}
        onActive={props.onActive}
        onRange={onSight}
        onOpen={open}
        onEdit={edit}
        onPick={selection.pick}
        onFold={(index, isOpen) => {
          const item = list.itemAt(index);
          if (item?.kind === "group") list.turnGroup(item.group.key, isOpen);
        }}
        onKey={onKey}
        onHover={(index) => props.onHover(index === null ? null : (list.itemAt(index)?.key ?? null))}
        onSort={sortBy}
        onWidth={(key, width) => setWidths({ ...widths, [key]: width })}
        onMove={(key, beside, isBehind) => onColumns(moveColumn(columns, key, beside, isBehind))}
      />
    </div>
  );
}

function itemsBetween(list: RunsList, { from, to }: { from: number; to: number }): Item[] {
  const items: Item[] = [];
  for (let index = from; index < Math.min(to, list.count); index++) {
    const item = list.itemAt(index);
    if (item) items.push(item);
  }
  return items;
}

function drawMore(item: Item & { kind: "more" }, onMore: () => void): GridRow {
  return {
    key: item.key,
    level: 2,
    cells: (at) =>
      at === 0 && (
        <button type="button" className={css.more} onClick={onMore}>
          {countOf(item.left, "run")} more
        </button>
      ),
  };
}

/** What one line of text can say, and what is not the server's own. */
function isEditable({ path }: ShownColumn, types: ReadonlyMap<string, FieldType>): boolean {
  if (path === "sys/description" || path === "sys/group") return true;
  return !path.startsWith("sys/") && isHandType(types.get(path));
}

function isRight(column: ShownColumn, types: ReadonlyMap<string, FieldType>): boolean {
  const type = typeOf(column, types);
  return type === "datetime" || isNumeric(type);
}

/** Box, dot, id and paddings take the rest; a character of the text font is some 6.6 pixels wide. */
function roomForName(width: number): number {
  return Math.max(6, Math.floor((width - 104) / 6.1));
}
