/** A project: its runs in a table, beside the charts of those that are drawn. */

import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { explain, hasStatus } from "../../api/client";
import { columnsQuery, infoQuery, projectQuery } from "../../api/queries";
import type { Column, Project, Sort } from "../../api/types";
import { joinQueries } from "../../lib/brush-query";
import { isSessionPath } from "../../lib/field-paths";
import { countOf, formatCount } from "../../lib/numbers";
import { HOME } from "../../paths";
import { useAddress } from "../../state/address";
import { useChartView } from "../../state/chart-view";
import { isNumber, useStored } from "../../state/stored";
import { IconButton } from "../../ui/Button";
import { Code } from "../../ui/Copy";
import { Notice, Waiting } from "../../ui/Notice";
import { Split } from "../../ui/Split";
import { ChartsPanel } from "../charts/ChartsPanel";
import { Frame } from "../frame/Frame";
import { NotFoundPage } from "../NotFoundPage";
import { ColumnPicker } from "./ColumnPicker";
import { NEWEST_FIRST, readColumns, readSort, spellColumns, spellSort, suggestColumns } from "./columns";
import css from "./ProjectPage.module.css";
import { QueryBar } from "./QueryBar";
import { RunsTable } from "./RunsTable";
import { DRAWN_AT_FIRST, useDrawn } from "./use-drawn";
import { useRows } from "./use-rows";

/** The page at `/<workspace>/<project>`. */
export function ProjectPage({ project }: { project: string }) {
  const { data, error } = useQuery(projectQuery(project));
  if (hasStatus(error, 404)) return <NotFoundPage what={`There is no project ${project} here.`} />;
  const [workspace = "", name = ""] = project.split("/");
  return (
    <Frame
      title={name}
      crumbs={[{ text: workspace, href: HOME }, { text: name }]}
      project={project}
      run={null}
    >
      {error && !data && (
        <Notice title={explain(error).title} isError>
          <p>{explain(error).remedy}</p>
        </Notice>
      )}
      {!data && !error && <Waiting />}
      {data && (data.runs === 0 ? <NoRuns name={project} /> : <Runs project={data} name={project} />)}
    </Frame>
  );
}

const MANY_FIELDS = 2_000;

function Runs({ project, name }: { project: Project; name: string }) {
  const [address, change] = useAddress();
  const [view, setView] = useChartView();
  const [share, setShare] = useStored("divider", 0.58, isNumber);
  const [isHeld, setHeld] = useState(false);
  const [hovered, setHovered] = useState<string | null>(null);
  const { data: fields } = useQuery(columnsQuery(name, "", MANY_FIELDS));
  const types = useMemo(() => new Map(fields?.columns.map((fact) => [fact.path, fact.type])), [fields]);
  const columns = useMemo(
    () => readColumns(address) ?? (fields ? suggestColumns(project, fields.columns) : null),
    [address, fields, project],
  );
  const sort = useMemo(() => readSort(address), [address]);
  const query = address.get("query") ?? "";
  const question = useMemo(
    () => (columns ? { columns: [...columns], sort: [sort ?? NEWEST_FIRST], query } : null),
    [columns, sort, query],
  );
  const rows = useRows(name, question, isHeld, DRAWN_AT_FIRST);
  const drawn = useDrawn(name, rows.first, rows.find);
  const setColumns = useCallback(
    (next: readonly Column[] | null) => change({ columns: next && spellColumns(next) }),
    [change],
  );
  const setSort = useCallback((next: Sort | null) => change({ sort: next && spellSort(next) }), [change]);
  const setQuery = useCallback((next: string) => change({ query: next.trim() ? next : null }), [change]);
  const paths = useMemo(
    () =>
      (fields?.columns ?? [])
        .filter((fact) => fact.type === "float_series" && !isSessionPath(fact.path))
        .map((fact) => fact.path),
    [fields],
  );
  const tableQuestion = useMemo(() => ({ query, sort: [sort ?? NEWEST_FIRST] }), [query, sort]);
  const panes = readPanes(address);
  const table = columns && (
    <RunsTable
      project={project}
      name={name}
      rows={rows}
      drawn={drawn}
      columns={columns}
      types={types}
      sort={sort ?? NEWEST_FIRST}
      onColumns={setColumns}
      onSort={setSort}
      onHeld={setHeld}
      onHover={setHovered}
    />
  );
  const charts = (
    <ChartsPanel
      project={name}
      paths={paths}
      runs={drawn.runs}
      view={view}
      onView={setView}
      strong={drawn.slotOf(hovered ?? "") === null ? null : hovered}
      table={tableQuestion}
      onQuery={(brushed) => setQuery(joinQueries(query, brushed))}
      head={
        <span>
          <b className={css.dark}>{drawn.runs.length}</b> of {formatCount(rows.matched)} drawn
        </span>
      }
      empty={<Notice title="No series yet">Charts appear as soon as a run logs numbers step by step.</Notice>}
    />
  );
  return (
    <>
      <div className={css.bar}>
        <QueryBar query={query} error={rows.error} onQuery={setQuery} />
        {columns && <ColumnPicker project={name} columns={columns} onColumns={setColumns} />}
        <div className={css.panes}>
          <IconButton
            icon="table"
            label="Show the table"
            pressed={panes.table}
            onClick={() => change({ panes: turnPane(panes, "table") })}
          />
          <IconButton
            icon="charts"
            label="Show the charts"
            pressed={panes.charts}
            onClick={() => change({ panes: turnPane(panes, "charts") })}
          />
        </div>
        <span className={css.count} role="status">
          <b>{formatCount(rows.matched)}</b> of {countOf(rows.total || project.runs, "run")}
        </span>
      </div>
      <div className={css.work}>
        {panes.table && panes.charts && (
          <Split share={share} onShare={setShare} left={table} right={charts} />
        )}
        {panes.table && !panes.charts && table}
        {!panes.table && panes.charts && charts}
      </div>
    </>
  );
}

interface Panes {
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

function NoRuns({ name }: { name: string }) {
  const { data: info } = useQuery(infoQuery);
  const lines = [
    "import seamark",
    "",
    `with seamark.init_run("${name}", url="${info?.url ?? window.location.origin}") as run:`,
    '    run.log({"loss": 0.5})',
  ];
  return (
    <Notice title="This project has no runs yet">
      <p>These lines log the first one; it appears here by itself.</p>
      <Code text={lines.join("\n")} />
    </Notice>
  );
}
