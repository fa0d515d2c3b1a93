/** One chart: read when it comes into sight, in as many buckets as it has room for. */

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { explain } from "../../api/client";
import { seriesQuery } from "../../api/queries";
import type { SeriesRequest } from "../../api/types";
import { ChartCard } from "../../charts/ChartCard";
import { LineChart } from "../../charts/LineChart";
import type { Range } from "../../lib/curves";
import type { ChartView } from "../../state/chart-view";
import { useInSight, useWidth } from "../../ui/use-in-sight";
import css from "./charts.module.css";
import { type DrawnRun, describePoints, makeCurves } from "./drawn";

const HEIGHT = 172;
const LARGE_HEIGHT = 420;
const MARGIN = 0.15;
/** Whoever zooms in wants to see points: so many come raw. */
const CLOSE = 1_200;

export interface SeriesChartProps {
  project: string;
  path: string;
  /** What stands over the chart where it is not the path. */
  title?: string;
  runs: readonly DrawnRun[];
  view: ChartView;
  onZoom: (zoom: Range | null) => void;
  strong: string | null;
  height?: number;
}

/** A card with the series of this path of all drawn runs. */
export function SeriesChart({
  project,
  path,
  title,
  runs,
  view,
  onZoom,
  strong,
  height = HEIGHT,
}: SeriesChartProps) {
  const [frame, inSight] = useInSight<HTMLDivElement>();
  const [body, width] = useWidth<HTMLDivElement>();
  const [isLarge, setLarge] = useState(false);
  const buckets = Math.min(1_920, Math.max(160, Math.ceil(width / 160) * 160));
  const request = useMemo(() => makeRequest(runs, path, buckets, view), [runs, path, buckets, view]);
  const { data, error } = useQuery({
    ...seriesQuery(project, request),
    enabled: inSight && width > 0 && runs.length > 0,
  });
  const curves = useMemo(() => (data ? makeCurves(data, runs, view.x) : []), [data, runs, view.x]);
  const tall = isLarge ? LARGE_HEIGHT : height;
  return (
    <ChartCard
      path={title ?? path}
      note={data ? describePoints(data) : ""}
      isLarge={isLarge}
      onLarge={setLarge}
    >
      <div ref={frame}>
        <div ref={body} style={{ height: tall }}>
          {error && !data && (
            <p className={css.problem} role="alert">
              {explain(error).title}
            </p>
          )}
          {inSight && data && curves.length === 0 && <p className={css.nothing}>No points here.</p>}
          {inSight && curves.length > 0 && (
            <LineChart
              curves={curves}
              label={describeChart(path, runs)}
              width={width}
              height={tall}
              smoothing={view.smoothing}
              logY={view.logY}
              x={view.x}
              zoom={view.zoom}
              onZoom={onZoom}
              syncKey={`${project}:${view.x}`}
              strong={strong}
            />
          )}
        </div>
      </div>
    </ChartCard>
  );
}

/** Buckets are made over what is in sight and a little more, so that lines do not end at the edge. */
function makeRequest(
  runs: readonly DrawnRun[],
  path: string,
  buckets: number,
  view: ChartView,
): SeriesRequest {
  const series = runs.map((run) => ({ run: run.uid, path }));
  if (!view.zoom || view.x !== "step") return { series, buckets };
  const { min, max } = view.zoom;
  const more = (max - min) * MARGIN;
  return {
    series,
    buckets: Math.max(CLOSE, Math.round(buckets * (1 + 2 * MARGIN))),
    start: min - more,
    end: max + more,
  };
}

function describeChart(path: string, runs: readonly DrawnRun[]): string {
  return `${path} of ${runs.length === 1 ? (runs[0]?.label ?? "") : `${runs.length} runs`}`;
}
