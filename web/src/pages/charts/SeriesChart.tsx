/** One series as a chart by itself, away from a panel of many. */

import { useMemo } from "react";
import { ChartCard } from "../../charts/ChartCard";
import type { ChartView } from "../../state/chart-view";
import { useInSight, useWidth } from "../../ui/use-in-sight";
import { ChartMenu } from "./ChartMenu";
import type { DrawnRun } from "./drawn";
import { describeChart, LineBody, useLineExport } from "./LineCard";
import { useLine } from "./use-line";

const HEIGHT = 172;

export interface SeriesChartProps {
  project: string;
  path: string;
  runs: readonly DrawnRun[];
  view: ChartView;
  onView: (change: Partial<ChartView>) => void;
  strong: string | null;
  height?: number;
}

/** A card with the series of this path of all drawn runs. */
export function SeriesChart({
  project,
  path,
  runs,
  view,
  onView,
  strong,
  height = HEIGHT,
}: SeriesChartProps) {
  const [frame, inSight] = useInSight<HTMLDivElement>();
  const [body, width] = useWidth<HTMLDivElement>();
  const paths = useMemo(() => [path], [path]);
  const line = useLine({ project, paths, runs, view, chart: path, width: inSight ? width : 0 });
  const makeExport = useLineExport(line.scene, path, view);
  return (
    <ChartCard
      isPath
      title={path}
      note={line.note}
      isLarge={false}
      actions={<ChartMenu name={path} makeExport={makeExport} />}
    >
      <div ref={frame}>
        <div ref={body} style={{ height }}>
          {inSight && (
            <LineBody
              line={line}
              label={describeChart(path, runs)}
              project={project}
              view={view}
              width={width}
              height={height}
              onView={onView}
              chart={path}
              strong={strong}
            />
          )}
        </div>
      </div>
    </ChartCard>
  );
}
