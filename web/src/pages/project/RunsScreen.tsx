/** The home screen of a project: the runs in a table, beside the charts of those that are drawn. */

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { part } from "../../api/part";
import { columnsQuery, viewsQuery } from "../../api/queries";
import type { ColumnFacts, Group, Project } from "../../api/types";
import { isSessionPath } from "../../lib/field-paths";
import type { Settings } from "../../lib/labels";
import { formatCount } from "../../lib/numbers";
import { addCondition } from "../../lib/query-text";
import { projectPath } from "../../paths";
import { spellSearch, useAddress } from "../../state/address";
import { useChartView } from "../../state/chart-view";
import { isNumber, useStored } from "../../state/stored";
import { Notice, Waiting } from "../../ui/Notice";
import { Split } from "../../ui/Split";
import { MOST_FIELDS } from "./column-rules";
import { isRule, NEWEST_FIRST, readColumns } from "./columns";
import { readGrouping } from "./grouping";
import { makeNames } from "./names";
import css from "./ProjectPage.module.css";
import { RunsBar } from "./RunsBar";
import { RunsTable } from "./RunsTable";
import { useBaseline } from "./use-baseline";
import { useDrawn } from "./use-drawn";
import { useHere } from "./use-here";
import { useLate } from "./use-late";
import { type Item, useList } from "./use-list";
import { useAcross, useRunsView } from "./use-runs-view";
import { useSelection } from "./use-selection";

const ChartsPanel = part(async () => (await import("../charts/ChartsPanel")).ChartsPanel, <Waiting />);
const Peek = part(async () => (await import("./Peek")).Peek, <Waiting />);

const MANY_FIELDS = 2_000;
/** Heights of a row, in pixels. */
const DENSE = 28;
const COMFORTABLE = 36;
const NOTHING: Settings = new Map();
const NO_FACTS: readonly ColumnFacts[] = [];
/**
 * So long the table waits to hear which fields there are, in milliseconds; then runs are shown without. Groups that
 * have to be asked for anew when it is known wait on: a great many runs take seconds.
 */
const FACTS_PATIENCE = 120;

/** Query bar on top; table and charts below it, side by side. */
export function RunsScreen({ project, name }: { project: Project; name: string }) {
  const [address, change] = useAddress();
  const [chartView, setChartView] = useChartView();
  const [share, setShare] = useStored("divider", 0.58, isNumber);
  const [rowHeight, setRowHeight] = useStored("row-height", DENSE, isNumber);
  const [isHeld, setHeld] = useState(false);
  const [hovered, setHovered] = useState<string | null>(null);
  const [active, setActive] = useState(-1);
  useFirstView(project, name);
  const chosen = readColumns(address);
  const hasRule = chosen?.some(isRule) ?? false;
  const { data: fields } = useQuery(columnsQuery(name, "", hasRule ? MOST_FIELDS : MANY_FIELDS));
  const facts = fields?.columns ?? null;
  const types = useMemo(() => new Map(facts?.map((fact) => [fact.path, fact.type])), [facts]);
  const [selected, setSelected] = useState<string | null>(null);
  const here = useHere(selected);
  const isLate = useLate(FACTS_PATIENCE);
  const [across, onAcross] = useAcross();
  const grouping = readGrouping(address);
  const isClear = !hasRule && (!grouping || (chosen !== null && grouping.apart_from === null));
  const view = useRunsView(project, facts ?? (isLate && isClear ? NO_FACTS : null), here, across);
  const list = useList(name, view.question, isHeld);
  const baseline = useBaseline(name, project, view.question?.columns ?? []);
  const names = useMemo(() => {
    const settings = (cells: readonly unknown[]): Settings => {
      const found = view.namePaths.map((path) => [path, cells[list.places.get(path) ?? -1]] as const);
      return new Map(found.filter(([, value]) => value !== null && value !== undefined));
    };
    const ofGroup = ({ cells }: Group) => settings(cells.map((cell) => (cell?.same ? cell.value : null)));
    return makeNames(
      view.namePaths,
      view.grouping,
      (uid) => {
        const row = list.findRun(uid);
        return row ? settings(row.cells) : NOTHING;
      },
      ofGroup,
    );
  }, [view.namePaths, view.grouping, list]);
  const drawn = useDrawn(name, list, names);
  const selection = useSelection(list);
  const paths = useMemo(
    () =>
      (facts ?? [])
        .filter((fact) => fact.type === "float_series" && !isSessionPath(fact.path))
        .map((fact) => fact.path),
    [facts],
  );
  const peek = address.get("peek");
  const setPeek = (item: Item | null) => {
    const next = item === null ? null : item.kind === "run" ? item.row.run.id : null;
    change({ peek: next === peek ? null : next });
  };
  const move = (index: number) => {
    setActive(index);
    const item = list.itemAt(index);
    if (item?.kind === "run") setSelected(item.row.run.uid);
    if (peek !== null && item?.kind === "run") change({ peek: item.row.run.id });
  };
  const tableQuestion = useMemo(
    () => ({ query: view.query, sort: list.isGrouped ? [NEWEST_FIRST] : [...view.sorts] }),
    [view.query, view.sorts, list.isGrouped],
  );
  const panes = readPanes(address);
  const strong = hovered !== null && drawn.slotOf(hovered) !== null ? hovered : null;
  const table = view.columns && (
    <RunsTable
      project={project}
      name={name}
      list={list}
      names={names}
      drawn={drawn}
      selection={selection}
      baseline={baseline}
      columns={view.columns}
      places={list.places}
      types={types}
      sorts={view.sorts}
      rowHeight={rowHeight}
      active={active}
      onActive={move}
      onPeek={setPeek}
      onColumns={view.setColumns}
      onSorts={view.setSorts}
      onGroup={(path) => view.setGrouping({ by: [...(view.grouping?.by ?? []), path], apart_from: null })}
      onHeld={setHeld}
      onAcross={onAcross}
      onHover={setHovered}
    />
  );
  // The table is painted before the charts are made.
  const chartRuns = useDeferredValue(drawn.runs, null);
  const charts = chartRuns && (
    <ChartsPanel
      project={name}
      paths={paths}
      runs={chartRuns}
      view={chartView}
      onView={setChartView}
      strong={strong}
      table={tableQuestion}
      onQuery={(brushed) => view.setQuery(addCondition(view.query, brushed))}
      head={
        <span>
          <b className={css.dark}>{drawn.count}</b> of{" "}
          {formatCount(list.isGrouped ? list.groupCount : list.matched)} drawn
        </span>
      }
      empty={<Notice title="No series yet">Charts appear as soon as a run logs numbers step by step.</Notice>}
    />
  );
  const look = peek && (
    <Peek
      project={project}
      name={name}
      run={peek}
      title={names.ofRun}
      baseline={baseline.id}
      onClose={() => change({ peek: null })}
    />
  );
  const right = look || charts || <Waiting />;
  return (
    <>
      <RunsBar
        project={project}
        name={name}
        facts={facts ?? []}
        view={view}
        list={list}
        names={names}
        types={types}
        selection={selection}
        baseline={baseline}
        panes={panes}
        here={here}
        isComfortable={rowHeight === COMFORTABLE}
        onRows={(rows) => {
          view.setCompact(rows === "list");
          if (rows !== "list") setRowHeight(rows === "dense" ? DENSE : COMFORTABLE);
        }}
        onPane={(pane) => change({ panes: turnPane(panes, pane) })}
      />
      <div className={css.work}>
        {panes.table && (panes.charts || peek) && (
          <Split share={view.isCompact ? 0.32 : share} onShare={setShare} left={table} right={right} />
        )}
        {panes.table && !panes.charts && !peek && table}
        {!panes.table && panes.charts && right}
      </div>
    </>
  );
}

/** A project opens with the view that its people chose, as long as the address wants nothing else. */
function useFirstView(project: Project, name: string): void {
  const [address] = useAddress();
  const [, navigate] = useLocation();
  const first = project.default_view;
  const { data: views } = useQuery({ ...viewsQuery(name), enabled: first !== null && address.size === 0 });
  const view = address.size === 0 ? views?.find((one) => one.uid === first) : undefined;
  useEffect(() => {
    if (!view) return;
    const next = new URLSearchParams(view.address);
    next.set("view", view.uid);
    navigate(`${projectPath(name)}${spellSearch(next)}`, { replace: true });
  }, [view, name, navigate]);
}

export interface Panes {
  table: boolean;
  charts: boolean;
}

const isNarrow = () => window.innerWidth < 720;

/** On a narrow screen there is room for one of them. */
function readPanes(address: URLSearchParams): Panes {
  const panes = address.get("panes") ?? (isNarrow() ? "table" : "both");
  return { table: panes !== "charts", charts: panes !== "table" };
}

/** Return what a click on a pane's button makes of the address. */
function turnPane(panes: Panes, pane: keyof Panes): string | null {
  const other = pane === "table" ? "charts" : "table";
  if (panes.table && panes.charts) return other;
  return isNarrow() ? pane : null;
}
