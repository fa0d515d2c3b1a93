/** How good a run is: its objective, its rank, how far from the baseline and from the best; then what it measured. */

import { Link } from "wouter";
import type { Field, Objective, Project, Run } from "../../../api/types";
import { Delta, Tags } from "../../../fields/cells";
import {
  countOf,
  formatCount,
  formatExact,
  formatNumber,
  formatSpread,
  readNumber,
} from "../../../lib/numbers";
import { shareDone } from "../../../lib/states";
import { runPath } from "../../../paths";
import { PathText } from "../../../ui/Words";
import { stateFacts } from "../facts";
import { type Rival, type Standing, useStanding } from "../use-standing";
import { orderMetrics } from "./metrics";
import css from "./overview.module.css";

const METRICS = 6;

interface ResultProps {
  run: Run;
  fields: readonly Field[];
  project: Project | undefined;
}

/** The first panel. */
export function Result({ run, fields, project }: ResultProps) {
  const standing = useStanding(project, run, fields);
  const share = shareDone(stateFacts(run));
  const objective = project?.objective ?? null;
  const metrics = orderMetrics(fields, objective).filter(
    (field) => !standing || field.path !== objective?.path,
  );
  return (
    <section className={css.panel} aria-label="Result">
      {standing ? (
        <Objectively run={run} standing={standing} fields={fields} />
      ) : (
        <h2>{objective ? `No ${objective.path} yet` : "Metrics"}</h2>
      )}
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
      {standing && <Rivals run={run} standing={standing} />}
      <dl className={css.pairs}>
        {metrics.slice(0, METRICS).map((field) => (
          <Metric key={field.path} field={field} />
        ))}
        {metrics.length === 0 && !standing && <dt className={css.none}>No metrics yet.</dt>}
      </dl>
      {metrics.length > METRICS && (
        <Link className={css.rest} href={runPath(run.project, run.id, "fields")}>
          {formatCount(metrics.length - METRICS)} more
        </Link>
      )}
      {run.tags.length > 0 && (
        <div className={css.tags}>
          <Tags tags={run.tags} />
        </div>
      )}
      {run.description && <p className={css.description}>{run.description}</p>}
    </section>
  );
}

function Objectively({ standing, fields }: { run: Run; standing: Standing; fields: readonly Field[] }) {
  const { objective, value, rank, of } = standing;
  const stats = fields.find((field) => field.path === objective.path)?.stats;
  return (
    <>
      <h2>Objective: {nameObjective(objective)}</h2>
      <p className={css.big} title={formatExact(value)}>
        {formatNumber(value)}
        <small>
          {stats && objective.aggregate === "last" && `at step ${formatExact(stats.last_step)} · `}
          {rank !== null &&
            of !== null &&
            (rank === 1 ? `best of ${formatCount(of)}` : `${formatCount(rank)} of ${formatCount(of)}`)}
        </small>
      </p>
    </>
  );
}

function nameObjective({ path, aggregate, goal }: Objective): string {
  return `${aggregate === "last" ? "" : `${aggregate} of `}${path}, ${goal}`;
}

function Rivals({ run, standing }: { run: Run; standing: Standing }) {
  const { objective, value, baseline, best, seeds } = standing;
  const line = (words: string, rival: Rival | null) =>
    rival && (
      <>
        <dt>
          {words} <Link href={runPath(run.project, rival.id)}>{rival.id}</Link>
        </dt>
        <dd className="mono">
          {value === rival.value ? (
            "the same"
          ) : (
            <Delta value={value} base={rival.value} goal={objective.goal} />
          )}
        </dd>
      </>
    );
  return (
    <dl className={css.pairs}>
      {line("against the baseline", baseline)}
      {best?.id !== baseline?.id && line("against the best", best)}
      {seeds && (
        <>
          <dt>same configuration, {countOf(seeds.count, "seed")}</dt>
          <dd className="mono">
            {formatNumber(seeds.mean)}
            {seeds.spread !== null && <span className={css.spread}> ± {formatSpread(seeds.spread)}</span>}
          </dd>
        </>
      )}
    </dl>
  );
}

function Metric({ field }: { field: Field }) {
  const { stats, unit } = field;
  const last = readNumber(stats?.last ?? field.value);
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
        {unit && ` ${unit}`}
      </dd>
    </>
  );
}

function spell(value: unknown): string {
  const number = readNumber(value);
  return number === null ? "–" : formatNumber(number);
}
