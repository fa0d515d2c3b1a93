/** A line chart over the whole window, its legend beside it. */

import { useState } from "react";
import { Legend } from "../../charts/Legend";
import { type ChartDefinition, spellChart } from "../../lib/chart-definitions";
import { Dialog } from "../../ui/Dialog";
import { useSize } from "../../ui/use-in-sight";
import { ChartMenu } from "./ChartMenu";
import css from "./charts.module.css";
import { describeChart, LineBody, titleOf, useLineExport, useSeriesOf } from "./LineCard";
import { OwnChartItems } from "./OwnChartItems";
import type { Panel } from "./panel";
import { useLine } from "./use-line";

/** Open as long as the address names the chart. */
export function FullChart({ panel, chart }: { panel: Panel; chart: ChartDefinition }) {
  const { project, paths, runs, view, onView } = panel;
  const [plot, { width, height }] = useSize<HTMLDivElement>();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [strong, setStrong] = useState<string | null>(null);
  const drawn = useSeriesOf(chart, paths);
  const key = spellChart(chart);
  const line = useLine({ project, paths: drawn, runs, view, chart: key, width, hidden });
  const title = titleOf(chart, panel);
  const makeExport = useLineExport(line.scene, title, view);
  return (
    <Dialog
      isFull
      title={title}
      head={
        <>
          <span className={css.fullNote}>{line.note}</span>
          <ChartMenu name={title} makeExport={makeExport}>
            <OwnChartItems panel={panel} chart={chart} />
          </ChartMenu>
        </>
      }
      onClose={() => onView({ full: null })}
    >
      <div className={css.fullBody}>
        <div ref={plot} className={css.fullPlot}>
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
        </div>
        <Legend entries={line.entries} hidden={hidden} onHidden={setHidden} onStrong={setStrong} />
      </div>
    </Dialog>
  );
}
