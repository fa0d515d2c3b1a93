/** What stands in the cells of runs and groups. */

import type { ReactNode } from "react";
import { Link } from "wouter";
import { fileAddress } from "../../api/queries";
import type { FieldType, Goal, Group, Objective, Run, TableRow } from "../../api/types";
import { Sparkline } from "../../charts/Sparkline";
import { Delta, drawCell, type FileValue, isFileValue, isNumeric } from "../../fields/cells";
import { ChangeLine } from "../../fields/changes";
import { drawGroupCell } from "../../fields/group-cells";
import { countOf, formatBytes, readNumber } from "../../lib/numbers";
import { STATE_WORDS, type StateName } from "../../lib/states";
import { runPath } from "../../paths";
import { State, StateMark } from "../../ui/State";
import { stateFacts } from "../run/facts";
import { CHANGED, type ShownColumn, SYSTEM_COLUMNS, spellColumn } from "./columns";
import { STATE } from "./grouping";
import css from "./RunsTable.module.css";
import type { Changes } from "./use-differences";
import type { Sparks } from "./use-sparks";

/** What cells are drawn with. */
export interface CellContext {
  columns: readonly ShownColumn[];
  types: ReadonlyMap<string, FieldType>;
  /** Where a column's cell stands in an answer, by `spellColumn`. */
  places: ReadonlyMap<string, number>;
  baseline: TableRow | null;
  objective: Objective | null;
  changes: Changes;
  sparks: Sparks;
  /** The least and greatest number in a column, by `spellColumn`. */
  ranges: ReadonlyMap<string, { min: number; max: number }>;
  now: number;
}

/** Return a run's cell. */
export function drawRunCell(row: TableRow, at: number, context: CellContext): ReactNode {
  const column = context.columns[at];
  if (!column) return null;
  if (column.path === STATE) return <State run={stateFacts(row.run)} now={context.now} />;
  if (column.path === CHANGED) {
    const found = context.changes.ofRun(row.run.uid);
    return found && <ChangeLine changes={found.changes} total={found.total} />;
  }
  const key = spellColumn(column);
  const type = typeOf(column, context.types);
  const value = row.cells[context.places.get(key) ?? -1];
  const number = isNumeric(type) ? readNumber(value) : null;
  const base = readNumber(context.baseline?.cells[context.places.get(key) ?? -1]);
  const goal = goalOf(column, context.objective);
  const isOther = context.baseline !== null && context.baseline.run.uid !== row.run.uid;
  return (
    <>
      {column.look === "spark" && drawSpark(row, column, context)}
      {isFileValue(value) ? (
        <FileLink run={row.run} path={column.path} file={value} />
      ) : (
        drawCell(column.path, type, value, context.now)
      )}
      {isOther && number !== null && base !== null && goal && (
        <Delta value={number} base={base} goal={goal} />
      )}
    </>
  );
}

/** Return a group's cell. */
export function drawGroupCells(group: Group, at: number, context: CellContext): ReactNode {
  const column = context.columns[at];
  if (!column) return null;
  if (column.path === STATE) return <States states={group.states} />;
  if (column.path === CHANGED) {
    const shared = context.changes.ofGroup(group);
    return shared && <ChangeLine changes={shared} total={shared.length} />;
  }
  const key = spellColumn(column);
  const cell = group.cells[context.places.get(key) ?? -1];
  const base = readNumber(context.baseline?.cells[context.places.get(key) ?? -1]);
  const goal = goalOf(column, context.objective);
  const mean = cell && !cell.same ? readNumber(cell.mean) : null;
  return (
    <>
      {drawGroupCell(column.path, typeOf(column, context.types), cell, context.now)}
      {mean !== null && base !== null && goal && <Delta value={mean} base={base} goal={goal} />}
    </>
  );
}

/** Return how a cell is coloured by its value; undefined for one that is not. */
export function colourOf(
  value: number | null,
  column: ShownColumn,
  context: CellContext,
): string | undefined {
  const range = column.look === "heat" ? context.ranges.get(spellColumn(column)) : undefined;
  if (!range || value === null || !Number.isFinite(value) || range.max === range.min) return undefined;
  const share = (value - range.min) / (range.max - range.min);
  const strength = goalOf(column, context.objective) === "minimise" ? 1 - share : share;
  return `color-mix(in srgb, var(--accent) ${Math.round(4 + strength * 40)}%, transparent)`;
}

/** Return the type of a column, the server's own included. */
export function typeOf(column: ShownColumn, types: ReadonlyMap<string, FieldType>): FieldType | undefined {
  return types.get(column.path) ?? SYSTEM_COLUMNS[column.path]?.type;
}

function goalOf(column: ShownColumn, objective: Objective | null): Goal | null {
  const isIt = objective?.path === column.path && objective.aggregate === (column.aggregate ?? "last");
  return isIt ? objective.goal : null;
}

/** A file of a run, an image as it is: a click leads to its preview. */
function FileLink({ run, path, file }: { run: Run; path: string; file: FileValue }) {
  return (
    <Link
      className={css.file}
      tabIndex={-1}
      href={`${runPath(run.project, run.id, "files")}?file=${encodeURIComponent(path)}`}
      title={`${file.name}, ${formatBytes(file.size)}: look at it`}
    >
      {file.media_type.startsWith("image/") && file.size < MOST_IMAGE && (
        <img src={fileAddress({ run: run.uid, path })} alt="" loading="lazy" />
      )}
      <span>{file.files > 1 ? countOf(file.files, "file") : file.name}</span>
    </Link>
  );
}

/** Images beyond this are not loaded for a cell. */
const MOST_IMAGE = 2_000_000;
const SPARK = { width: 56, height: 18 };

function drawSpark(row: TableRow, column: ShownColumn, { sparks }: CellContext): ReactNode {
  const series = sparks(column.path, row.run.uid);
  const x = series?.columns.get("step");
  const y = series?.columns.get(series.block.raw ? "value" : "mean");
  if (!x || !y || y.length === 0) return <span className={css.spark} />;
  return (
    <span className={css.spark}>
      <Sparkline x={x} y={y} {...SPARK} label={`${column.path} over its steps`} />
    </span>
  );
}

function States({ states }: { states: Record<string, number> }) {
  return (
    <span className={css.states}>
      {(Object.keys(STATE_WORDS) as StateName[])
        .filter((state) => states[state])
        .map((state) => (
          <span key={state} title={`${states[state]} ${STATE_WORDS[state].toLowerCase()}`}>
            <StateMark state={state} /> {states[state]}
          </span>
        ))}
    </span>
  );
}
