/** Is it alive, how far, how good, what is different, how was it started, what came out: without a scroll. */

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { projectQuery } from "../../api/queries";
import type { Field, Objective, Run } from "../../api/types";
import { useChartView } from "../../state/chart-view";
import { Waiting } from "../../ui/Notice";
import { SeriesChart } from "../charts/SeriesChart";
import { useDrawnRun } from "./ChartsTab";
import { CameOut } from "./overview/CameOut";
import { Different } from "./overview/Different";
import { LastLines } from "./overview/LastLines";
import { orderMetrics } from "./overview/metrics";
import css from "./overview/overview.module.css";
import { Result } from "./overview/Result";
import { Started } from "./overview/Started";
import { readSessions } from "./session-fields";
import { type Fields, useSessionFields } from "./use-fields";

const CHARTS = 4;

/** Panels in a grid; what is not there takes no room. */
export function OverviewTab({ run, fields: { fields, isLoading } }: { run: Run; fields: Fields }) {
  const { data: project } = useQuery(projectQuery(run.project));
  const own = useSessionFields(run.uid);
  const sessions = useMemo(() => readSessions(own), [own]);
  if (isLoading) return <Waiting />;
  return (
    <div className={css.page}>
      <div className={css.panels}>
        <Result run={run} fields={fields} project={project} />
        <Different run={run} fields={fields} project={project} />
        <Started sessions={sessions} run={run} />
      </div>
      <MainCharts run={run} fields={fields} objective={project?.objective ?? null} />
      <div className={css.panels}>
        <CameOut run={run} fields={fields} />
        <LastLines run={run} />
      </div>
    </div>
  );
}

interface MainChartsProps {
  run: Run;
  fields: readonly Field[];
  objective: Objective | null;
}

function MainCharts({ run, fields, objective }: MainChartsProps) {
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
          onView={setView}
          strong={null}
          height={140}
        />
      ))}
    </section>
  );
}
