/** Is it alive, how far, how good, how was it started, what came out: without a scroll. */

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link } from "wouter";
import { projectQuery } from "../../api/queries";
import type { Field, Objective, Run } from "../../api/types";
import { Tags } from "../../fields/cells";
import { drawValue } from "../../fields/values";
import { isSystemPath } from "../../lib/field-paths";
import { formatBytes, formatCount, formatExact, formatNumber, readNumber } from "../../lib/numbers";
import { describeState, STATE_WORDS, shareDone } from "../../lib/states";
import { runPath } from "../../paths";
import { useChartView } from "../../state/chart-view";
import { CopyButton } from "../../ui/Copy";
import { Waiting } from "../../ui/Notice";
import { useNow } from "../../ui/now";
import { PathText, TimeText } from "../../ui/Words";
import { SeriesChart } from "../charts/SeriesChart";
import { useDrawnRun } from "./ChartsTab";
import { stateFacts } from "./facts";
import { isFileField } from "./files";
import css from "./OverviewTab.module.css";
import { Started } from "./Started";
import { readSessions } from "./session-fields";
import { type Fields, useSessionFields } from "./use-fields";

const CHARTS = 4;
const METRICS = 7;
const CONFIGURATION = 14;
const FILES = 7;

interface PartProps {
  run: Run;
  fields: readonly Field[];
}

/** Panels in a grid; what is not there takes no room. */
export function OverviewTab({ run, fields: { fields, isLoading } }: { run: Run; fields: Fields }) {
  const { data: project } = useQuery(projectQuery(run.project));
  const own = useSessionFields(run.uid);
  const sessions = useMemo(() => readSessions(own), [own]);
  const objective = project?.objective ?? null;
  if (isLoading) return <Waiting />;
  return (
    <div className={css.page}>
      <div className={css.panels}>
        <Result run={run} fields={fields} objective={objective} />
        <Configuration
          fields={fields}
          prefixes={(project?.config_prefixes ?? ["config"]).map(asPrefix)}
          run={run}
        />
        <Started sessions={sessions} run={run} />
      </div>
      <MainCharts run={run} fields={fields} objective={objective} />
      <CameOut run={run} fields={fields} />
    </div>
  );
}

function Result({ run, fields, objective }: PartProps & { objective: Objective | null }) {
  const now = useNow();
  const facts = stateFacts(run);
  const share = shareDone(facts);
  const metrics = orderMetrics(fields, objective);
  const best = objective ? metrics.find((field) => field.path === objective.path) : undefined;
  const value = best && objective ? readNumber(best.stats?.[objective.aggregate] ?? best.value) : null;
  return (
    <section className={css.panel} aria-label="Result">
      {objective && value !== null && (
        <>
          <h2>
            Objective: {objective.path}, {objective.goal}
          </h2>
          <p className={css.big} title={formatExact(value)}>
            {formatNumber(value)}
            <small>{objective.aggregate === "last" ? "last" : objective.aggregate}</small>
          </p>
        </>
      )}
      {!(objective && value !== null) && <h2>Metrics</h2>}
      {share !== null && run.state === "running" && (
        <div
          className={css.track}
          role="progressbar"
          aria-label="Progress"
          aria-valuenow={Math.round(share * 100)}
        >
          <i style={{ width: `${share * 100}%` }} />
        </div>
      )}
      <dl className={css.pairs}>
        {metrics
          .filter((field) => field !== best)
          .slice(0, METRICS)
          .map((field) => (
            <Metric key={field.path} field={field} />
          ))}
        {metrics.length === 0 && <dt className={css.none}>No metrics yet.</dt>}
      </dl>
      <dl className={css.pairs}>
        <dt>{STATE_WORDS[run.state]}</dt>
        <dd>{describeState(facts, now) || "–"}</dd>
        {run.state !== "running" && run.ended_at && (
          <>
            <dt>Ended</dt>
            <dd>
              <TimeText micros={run.ended_at} now={now} />
            </dd>
          </>
        )}
      </dl>
      {run.tags.length > 0 && <Tags tags={run.tags} />}
      {run.description && <p className={css.description}>{run.description}</p>}
    </section>
  );
}

function Metric({ field }: { field: Field }) {
  const last = readNumber(field.stats?.last ?? field.value);
  const { stats } = field;
  const range = stats
    ? `${spell(stats.min)} to ${spell(stats.max)} in ${formatCount(stats.count)} points`
    : "";
  return (
    <>
      <dt>
        <PathText path={field.path} limit={36} />
      </dt>
      <dd className="mono" title={`${last === null ? "" : formatExact(last)}${range && `, ${range}`}`}>
        {last === null ? "–" : formatNumber(last)}
        {field.unit && ` ${field.unit}`}
      </dd>
    </>
  );
}

function spell(value: unknown): string {
  const number = readNumber(value);
  return number === null ? "–" : formatNumber(number);
}

/** The objective first, then what was measured on held-out data, then the rest. */
function orderMetrics(fields: readonly Field[], objective: Objective | null): Field[] {
  const rank = ({ path, type }: Field) =>
    path === objective?.path
      ? 0
      : type !== "float_series"
        ? 3
        : /\b(val|valid|validation|test|eval)\b/i.test(path)
          ? 1
          : 2;
  return fields
    .filter((field) => isMetric(field) || field.path === objective?.path)
    .sort((a, b) => rank(a) - rank(b));
}

function asPrefix(prefix: string): string {
  return prefix.endsWith("/") ? prefix : `${prefix}/`;
}

const CONFIG = /^(config|parameters|params|hparams|args)\//;

function isMetric({ path, type }: Field): boolean {
  return (
    !isSystemPath(path) &&
    !CONFIG.test(path) &&
    (type === "float_series" || type === "float" || type === "int")
  );
}

function Configuration({ run, fields, prefixes }: PartProps & { prefixes: readonly string[] }) {
  const config = fields.filter((field) => prefixes.some((prefix) => field.path.startsWith(prefix)));
  const copy = () =>
    config.map((field) => `${field.path}\t${JSON.stringify(field.value ?? null)}`).join("\n");
  return (
    <section className={css.panel} aria-label="Configuration">
      <h2>Configuration {config.length > 0 && <CopyButton text={copy} label="Copy the configuration" />}</h2>
      <dl className={css.pairs}>
        {config.slice(0, CONFIGURATION).map((field) => (
          <Pair key={field.path} field={field} prefixes={prefixes} />
        ))}
        {config.length === 0 && <dt className={css.none}>Nothing was configured.</dt>}
      </dl>
      {config.length > CONFIGURATION && (
        <Link
          className={css.rest}
          href={`${runPath(run.project, run.id, "fields")}?find=${prefixes[0] ?? ""}`}
        >
          {config.length - CONFIGURATION} more
        </Link>
      )}
    </section>
  );
}

function Pair({ field, prefixes }: { field: Field; prefixes: readonly string[] }) {
  const prefix = prefixes.find((one) => field.path.startsWith(one)) ?? "";
  return (
    <>
      <dt title={field.path}>
        <PathText path={field.path.slice(prefix.length)} limit={36} />
      </dt>
      <dd className="mono">{drawValue(field)}</dd>
    </>
  );
}

function MainCharts({ run, fields, objective }: PartProps & { objective: Objective | null }) {
  const [view, setView] = useChartView();
  const runs = useDrawnRun(run);
  const series = orderMetrics(fields, objective).filter(
    (field) => field.type === "float_series" && field.stats,
  );
  if (series.length === 0) return null;
  const calm = { ...view, x: "step" as const, search: "" };
  return (
    <section className={css.charts} aria-label="Main charts">
      {series.slice(0, CHARTS).map((field) => (
        <SeriesChart
          key={field.path}
          project={run.project}
          path={field.path}
          runs={runs}
          view={calm}
          onZoom={(zoom) => setView({ zoom })}
          strong={null}
          height={140}
        />
      ))}
    </section>
  );
}

function CameOut({ run, fields }: PartProps) {
  const files = fields.filter((field) => isFileField(field) && !isSystemPath(field.path));
  if (files.length === 0) return null;
  return (
    <section className={css.panel} aria-label="What came out">
      <h2>What came out</h2>
      <ul className={css.files}>
        {files.slice(0, FILES).map((field) => (
          <li key={field.path}>
            <Link href={`${runPath(run.project, run.id, "files")}?file=${encodeURIComponent(field.path)}`}>
              <PathText path={field.path} limit={60} />
            </Link>
            <span>{describeFile(field)}</span>
          </li>
        ))}
      </ul>
      {files.length > FILES && (
        <Link className={css.rest} href={runPath(run.project, run.id, "files")}>
          {files.length - FILES} more
        </Link>
      )}
    </section>
  );
}

function describeFile({ type, file, files, inherited }: Field): string {
  if (inherited) return "of the run it goes on from";
  const count = files ?? 0;
  if (count > 1) return `${formatCount(count)} files`;
  const size = formatBytes(file?.size ?? 0);
  return type === "table" ? `table · ${size}` : size;
}
