/** A line chart in its card: read when it comes into sight. */

import { useEffect, useState } from "react";
import { explain } from "../../api/client";
import { part } from "../../api/part";
import { ChartCard } from "../../charts/ChartCard";
import { useInk } from "../../charts/ink";
import type { LineScene } from "../../charts/scene";
import {
  type ChartDefinition,
  isDefault,
  nameChart,
  seriesOf,
  spellChart,
} from "../../lib/chart-definitions";
import { pathOfX } from "../../lib/x-kind";
import { type ChartView, zoomView } from "../../state/chart-view";
import { IconButton } from "../../ui/Button";
import { useCompile } from "../../ui/expressions";
import { useInSight, useWidth } from "../../ui/use-in-sight";
import { ChartMenu, type MakeExport } from "./ChartMenu";
import css from "./charts.module.css";
import type { DrawnRun } from "./drawn";
import { OwnChartItems } from "./OwnChartItems";
import type { Panel } from "./panel";
import { type Line, useLine } from "./use-line";

const LineChart = part(async () => (await import("../../charts/LineChart")).LineChart);

const HEIGHT = 172;
const LARGE_HEIGHT = 420;

/** A chart of a panel: of one series, or one's own. */
export function LineCard({ panel, chart }: { panel: Panel; chart: ChartDefinition }) {
  const { project, paths, runs, view, onView, strong } = panel;
  const [frame, inSight] = useInSight<HTMLDivElement>();
  const [body, width] = useWidth<HTMLDivElement>();
  const [isLarge, setLarge] = useState(false);
  const drawn = useSeriesOf(chart, paths);
  const key = spellChart(chart);
  const line = useLine({ project, paths: drawn, runs, view, chart: key, width: inSight ? width : 0 });
  const title = titleOf(chart, panel);
  const height = isLarge ? LARGE_HEIGHT : HEIGHT;
  const makeExport = useLineExport(line.scene, title, view);
  useEffect(LineChart.prepare, []);
  return (
    <ChartCard
      title={title}
      isPath={isDefault(chart)}
      note={line.note}
      isLarge={isLarge}
      actions={
        <>
          <IconButton
            small
            icon={isLarge ? "shrink" : "enlarge"}
            label={isLarge ? `Make ${title} smaller` : `Make ${title} larger`}
            onClick={() => setLarge(!isLarge)}
          />
          <ChartMenu name={title} makeExport={makeExport}>
            <OwnChartItems panel={panel} chart={chart} />
          </ChartMenu>
        </>
      }
    >
      <div ref={frame}>
        <div ref={body} style={{ height }}>
          {inSight && (
            <LineBody
              line={line}
              label={describeChart(title, runs)}
              project={project}
              view={view}
              width={width}
              height={height}
              onView={onView}
              chart={key}
              strong={strong}
              isEmpty={drawn.length === 0}
            />
          )}
        </div>
      </div>
    </ChartCard>
  );
}

interface LineBodyProps {
  line: Line;
  label: string;
  project: string;
  view: ChartView;
  width: number;
  height: number;
  onView: (change: Partial<ChartView>) => void;
  /** What the chart is called in an address. */
  chart: string;
  strong: string | null;
  /** There is no series to draw. */
  isEmpty?: boolean;
}

/** The plot of a line chart, or why there is none. */
export function LineBody(props: LineBodyProps) {
  const { line, label, project, view, width, height, onView, chart, strong, isEmpty = false } = props;
  const { scene, error } = line;
  if (isEmpty) return <p className={css.nothing}>No series matches.</p>;
  if (error && !scene)
    return (
      <p className={css.problem} role="alert">
        {explain(error).title}
      </p>
    );
  if (!scene) return null;
  if (scene.curves.length === 0) return <p className={css.nothing}>No points here.</p>;
  return (
    <LineChart
      scene={scene}
      label={label}
      xName={pathOfX(view.x) ?? ""}
      width={width}
      height={height}
      onZoom={(zoom) => onView(zoomView(zoom, chart))}
      syncKey={`${project}:${view.x}:${scene.logX}`}
      strong={strong}
    />
  );
}

/** Return the series that a chart draws; the same list as long as it has the same series. */
export function useSeriesOf(chart: ChartDefinition, paths: readonly string[]): readonly string[] {
  const found = seriesOf(chart, paths, useCompile());
  const key = JSON.stringify(found);
  const [kept, setKept] = useState({ key, found });
  if (kept.key !== key) setKept({ key, found });
  return kept.key === key ? kept.found : found;
}

/** Return what stands over a chart. */
export function titleOf(chart: ChartDefinition, panel: Pick<Panel, "chartTitle">): string {
  const [path = ""] = chart.fields;
  return isDefault(chart) ? panel.chartTitle(path) : nameChart(chart);
}

/** Return what makes files of a scene; null as long as there is none. */
export function useLineExport(
  scene: LineScene | null,
  title: string,
  view: Pick<ChartView, "x">,
): MakeExport | null {
  const ink = useInk();
  if (!scene || scene.curves.length === 0) return null;
  const xName = pathOfX(view.x) ?? "";
  return async () => {
    const { drawLines, tableOf } = await import("../../charts/line-files");
    return { picture: drawLines(scene, title, xName, ink), csv: () => tableOf(scene, xName) };
  };
}

/** Return the name of a chart for those who hear it. */
export function describeChart(title: string, runs: readonly DrawnRun[]): string {
  return `${title} of ${runs.length === 1 ? (runs[0]?.label ?? "") : `${runs.length} runs`}`;
}
