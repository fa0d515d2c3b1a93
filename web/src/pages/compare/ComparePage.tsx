/** Runs, or groups of runs, side by side: their fields beside their charts. */

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { explain, hasStatus } from "../../api/client";
import { columnsQuery, compareQuery, projectQuery } from "../../api/queries";
import type { Project } from "../../api/types";
import { isSessionPath, isSystemPath } from "../../lib/field-paths";
import { countOf } from "../../lib/numbers";
import { toLatex, toMarkdown, toTabs } from "../../lib/table-text";
import { HOME, projectPath } from "../../paths";
import { readParts, useAddress } from "../../state/address";
import { useChartView } from "../../state/chart-view";
import { isNumber, useStored } from "../../state/stored";
import { Button } from "../../ui/Button";
import { CopyTextButton } from "../../ui/Copy";
import { SearchInput } from "../../ui/Input";
import { Notice, Waiting } from "../../ui/Notice";
import { Split } from "../../ui/Split";
import { ChartsPanel } from "../charts/ChartsPanel";
import { drawRun } from "../charts/drawn";
import { Frame } from "../frame/Frame";
import { NotFoundPage } from "../NotFoundPage";
import css from "./ComparePage.module.css";
import { CompareTable } from "./CompareTable";
import { makeCompareText } from "./compare-text";
import { makePlaces } from "./places";

const MOST_RUNS = 50;
/** Rows that name the places and make the copied table. */
const FIRST_ROWS = 200;

/** The page at `/<workspace>/<project>/compare`. */
export function ComparePage({ project }: { project: string }) {
  const { data, error } = useQuery(projectQuery(project));
  const [address] = useAddress();
  const runs = address.get("runs");
  const wanted = useMemo(() => readParts(runs), [runs]);
  if (hasStatus(error, 404)) return <NotFoundPage what={`There is no project ${project} here.`} />;
  const [workspace = "", name = ""] = project.split("/");
  const crumbs = [
    { text: workspace, href: HOME },
    { text: name, href: projectPath(project) },
    { text: "Compare" },
  ];
  return (
    <Frame title={`Compare · ${name}`} crumbs={crumbs} project={project} run={null}>
      {error && !data && (
        <Notice title={explain(error).title} isError>
          <p>{explain(error).remedy}</p>
        </Notice>
      )}
      {!data && !error && <Waiting />}
      {data && wanted.length === 0 && (
        <Notice title="Nothing to compare yet">
          <p>
            Select runs in the table and choose Compare; or compare the first ones by the button above it.
          </p>
        </Notice>
      )}
      {data && wanted.length > 0 && <Comparing project={data} name={project} wanted={wanted} />}
    </Frame>
  );
}

interface ComparingProps {
  project: Project;
  name: string;
  wanted: readonly (readonly string[])[];
}

function Comparing({ project, name, wanted }: ComparingProps) {
  const [address, change] = useAddress();
  const [view, setView] = useChartView();
  const [share, setShare] = useStored("compare-divider", 0.5, isNumber);
  const [hovered, setHovered] = useState<string | null>(null);
  const runs = useMemo(() => wanted.flat(), [wanted]);
  const isAll = address.get("fields") === "all";
  const search = address.get("fields-find") ?? "";
  const reference = Number(address.get("reference") ?? 0);
  const { data, error } = useQuery({
    ...compareQuery(name, {
      runs,
      only_different: true,
      search: "",
      prefix: "",
      offset: 0,
      limit: FIRST_ROWS,
    }),
    enabled: runs.length <= MOST_RUNS,
  });
  const { data: fields } = useQuery(columnsQuery(name, "", 2_000));
  const places = useMemo(
    () => (data ? makePlaces(wanted, data.runs, data.rows, project.config_prefixes) : []),
    [data, wanted, project.config_prefixes],
  );
  const drawn = useMemo(
    () =>
      places.flatMap((place) =>
        place.runs.map((run) =>
          place.runs.length === 1
            ? { ...drawRun(run, place.slot), label: place.name }
            : {
                ...drawRun(run, place.slot),
                group: { key: place.key, label: place.name, slot: place.slot },
              },
        ),
      ),
    [places],
  );
  const paths = useMemo(
    () =>
      (fields?.columns ?? [])
        .filter(
          (fact) => fact.type === "float_series" && !isSessionPath(fact.path) && !isSystemPath(fact.path),
        )
        .map((fact) => fact.path),
    [fields],
  );
  if (runs.length > MOST_RUNS)
    return (
      <Notice title={`${countOf(runs.length, "run")} are too many`} isError>
        <p>At most {MOST_RUNS} runs are compared at a time. Select fewer, or smaller groups.</p>
      </Notice>
    );
  if (error && !data)
    return (
      <Notice title={explain(error).title} isError>
        <p>{explain(error).remedy}</p>
      </Notice>
    );
  if (!data) return <Waiting />;
  const text = () => makeCompareText(places, data.rows, project);
  const isGrouped = wanted.some((names) => names.length > 1);
  const table = (
    <CompareTable
      project={project}
      name={name}
      runs={runs}
      places={places}
      reference={reference}
      isAll={isAll}
      search={search}
      onReference={(index) => change({ reference: index === 0 ? null : String(index) })}
      onRemove={(index) =>
        change({
          runs: wanted
            .filter((_, at) => at !== index)
            .map((names) => names.join("~"))
            .join(","),
          reference: null,
        })
      }
      onHover={setHovered}
    />
  );
  const charts = (
    <ChartsPanel
      project={name}
      paths={paths}
      runs={drawn}
      view={view}
      onView={setView}
      strong={hovered}
      empty={<Notice title="No series">These runs logged no numbers step by step.</Notice>}
    />
  );
  return (
    <>
      <div className={css.bar}>
        <h1>
          {isGrouped
            ? `${countOf(places.length, "group")} of ${countOf(runs.length, "run")}`
            : countOf(runs.length, "run")}
        </h1>
        <SearchInput
          className={css.find}
          label="Search fields"
          value={search}
          onValue={(next) => change({ "fields-find": next || null })}
        />
        <label className={css.only}>
          <input
            type="checkbox"
            checked={!isAll}
            onChange={(event) => change({ fields: event.target.checked ? null : "all" })}
          />
          Only differences
        </label>
        <span className={css.count} role="status">
          {countOf(data.different, "field")} differ, {data.same} are the same
        </span>
        <CopyTextButton text={() => window.location.href}>Copy link</CopyTextButton>
        <CopyTextButton text={() => toLatex(text())}>Copy LaTeX</CopyTextButton>
        <CopyTextButton text={() => toMarkdown(text())}>Markdown</CopyTextButton>
        <CopyTextButton text={() => toTabs(text())}>Sheet</CopyTextButton>
        <Button onClick={() => window.history.back()}>Back</Button>
      </div>
      <div className={css.work}>
        <Split share={share} onShare={setShare} left={table} right={charts} />
      </div>
    </>
  );
}
