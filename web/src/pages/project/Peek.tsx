/** A run beside the table: how it is, how good, what is different, its main charts, its last lines. */

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link } from "wouter";
import { differencesQuery, runQuery } from "../../api/queries";
import type { Project, Run } from "../../api/types";
import { Tags } from "../../fields/cells";
import { ChangeText } from "../../fields/changes";
import { drawValue } from "../../fields/values";
import { isConfigPath, isSystemPath } from "../../lib/field-paths";
import { slotOfRun } from "../../lib/palette";
import { runPath } from "../../paths";
import { useChartView } from "../../state/chart-view";
import { buttonClass, IconButton } from "../../ui/Button";
import { Waiting } from "../../ui/Notice";
import { useNow } from "../../ui/now";
import { StatePill } from "../../ui/State";
import { CutText, PathText, TimeText } from "../../ui/Words";
import { SeriesChart } from "../charts/SeriesChart";
import { Failure } from "../Failure";
import { useDrawnRun } from "../run/ChartsTab";
import { stateFacts } from "../run/facts";
import { useFields } from "../run/use-fields";
import css from "./Peek.module.css";
import { RunDot } from "./RunCell";

interface PeekProps {
  project: Project;
  name: string;
  run: string;
  title: (run: Run) => string;
  baseline: string | null;
  onClose: () => void;
}

/** The panel; Space or Escape in the table close it. */
export function Peek({ name, run, onClose, ...rest }: PeekProps) {
  const { data, error } = useQuery(runQuery(run, name));
  return (
    <aside className={css.peek} aria-label={`A look at ${run}`}>
      <div className={css.close}>
        <IconButton icon="close" label="Close the look" onClick={onClose} />
      </div>
      {error && !data && <Failure error={error} />}
      {!data && !error && <Waiting />}
      {data && <Look key={data.uid} name={name} run={data} {...rest} />}
    </aside>
  );
}

const CHARTS = 4;
const SETTINGS = 40;

function Look({ project, name, run, title, baseline }: Omit<PeekProps, "run" | "onClose"> & { run: Run }) {
  const now = useNow();
  const { fields, isLoading } = useFields(run.uid);
  const [view, setView] = useChartView();
  const drawn = useDrawnRun(run);
  const request = { runs: [run.uid], against: baseline === run.id ? null : baseline, limit: 50 };
  const { data: differences } = useQuery(differencesQuery(name, request));
  const found = differences?.[0];
  const config = fields.filter((field) => isConfigPath(field.path, project.config_prefixes));
  const { objective } = project;
  const series = useMemo(
    () =>
      fields
        .filter((field) => field.type === "float_series" && field.stats && !isSystemPath(field.path))
        .map((field) => field.path)
        .sort((a, b) => Number(b === objective?.path) - Number(a === objective?.path)),
    [fields, objective],
  );
  const failed = run.state === "failed" || run.state === "stopped";
  return (
    <>
      <header className={css.head}>
        <RunDot slot={slotOfRun(run)} size={12} />
        <h2>
          <CutText text={title(run)} limit={60} />
        </h2>
        <Link className={buttonClass("normal", true)} href={runPath(run.project, run.id)}>
          Open {run.id}
        </Link>
      </header>
      <p className={css.facts}>
        <StatePill run={stateFacts(run)} now={now} />
        <span>
          {run.owner} · started <TimeText micros={run.created_at} now={now} />
        </span>
      </p>
      {failed && run.reason && <pre className={css.reason}>{run.reason}</pre>}
      {run.tags.length > 0 && <Tags tags={run.tags} />}
      {run.description && <p className={css.description}>{run.description}</p>}
      <section>
        <h3>{found?.against ? `Changed, against ${found.against}` : "Changed"}</h3>
        {found && found.changes.length === 0 && (
          <p className={css.none}>{found.against ? "Nothing." : "There is no run before it."}</p>
        )}
        <ul className={css.list}>
          {found?.changes.map((change) => (
            <li key={`${change.kind} ${change.path}`}>
              <ChangeText change={change} isWhole />
            </li>
          ))}
        </ul>
      </section>
      <div className={css.charts}>
        {series.slice(0, CHARTS).map((path) => (
          <SeriesChart
            key={path}
            project={name}
            path={path}
            runs={drawn}
            view={{ ...view, search: "" }}
            onView={setView}
            strong={null}
            height={130}
          />
        ))}
      </div>
      <section>
        <h3>Configuration</h3>
        <dl className={css.pairs}>
          {config.slice(0, SETTINGS).map((field) => (
            <div key={field.path}>
              <dt>
                <PathText path={field.path} limit={32} />
              </dt>
              <dd className="mono">{drawValue(field)}</dd>
            </div>
          ))}
        </dl>
        {config.length === 0 && !isLoading && <p className={css.none}>Nothing was configured.</p>}
        {config.length > SETTINGS && (
          <Link href={runPath(run.project, run.id, "fields")}>{config.length - SETTINGS} more</Link>
        )}
      </section>
    </>
  );
}
