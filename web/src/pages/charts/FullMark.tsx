/** A chart of runs, or a heat map, over the whole window. */

import { type ReactNode, useState } from "react";
import { HistogramChart } from "../../charts/HistogramChart";
import { useInk } from "../../charts/ink";
import type { ChartDefinition } from "../../lib/chart-definitions";
import type { Range } from "../../lib/curves";
import { Dialog } from "../../ui/Dialog";
import { useSize } from "../../ui/use-in-sight";
import { ChartMenu, type MakeExport } from "./ChartMenu";
import css from "./charts.module.css";
import { exportGrid, useHistograms } from "./HistogramCard";
import { titleOf } from "./LineCard";
import { MarkBody, useMarkChart } from "./MarkBody";
import { OwnChartItems } from "./OwnChartItems";
import type { Panel } from "./panel";

interface FullProps {
  panel: Panel;
  chart: ChartDefinition;
}

/** Open as long as the address names the chart. */
export function FullMark({ panel, chart }: FullProps) {
  return chart.kind === "histogram" ? (
    <FullHistograms panel={panel} chart={chart} />
  ) : (
    <FullRuns panel={panel} chart={chart} />
  );
}

function FullRuns({ panel, chart }: FullProps) {
  const [plot, { width, height }] = useSize<HTMLDivElement>();
  const [ranges, setRanges] = useState<ReadonlyMap<number, Range>>(new Map());
  const title = titleOf(chart, panel);
  const made = useMarkChart(panel, chart, title, ranges, true);
  const note = made.marks?.note ?? "";
  return (
    <FullFrame panel={panel} chart={chart} note={note} makeExport={made.makeExport}>
      <div ref={plot} className={css.fullPlot}>
        <MarkBody
          panel={panel}
          label={`${title} of ${note}`}
          made={made}
          width={width}
          height={height}
          ranges={ranges}
          onRanges={setRanges}
        />
      </div>
    </FullFrame>
  );
}

function FullHistograms({ panel, chart }: FullProps) {
  const [plot, { width, height }] = useSize<HTMLDivElement>();
  const ink = useInk();
  const [run] = panel.runs;
  const title = titleOf(chart, panel);
  const { grid, note } = useHistograms(run?.uid ?? "", chart.fields[0] ?? "", true);
  const makeExport = grid && (async () => exportGrid(grid, title, ink));
  return (
    <FullFrame panel={panel} chart={chart} note={note} makeExport={makeExport}>
      <div ref={plot} className={css.fullPlot}>
        {grid && width > 0 && (
          <HistogramChart
            grid={grid}
            label={`${title} of ${run?.label ?? ""}`}
            width={width}
            height={height}
          />
        )}
      </div>
    </FullFrame>
  );
}

interface FullFrameProps extends FullProps {
  note: string;
  makeExport: MakeExport | null;
  children: ReactNode;
}

function FullFrame({ panel, chart, note, makeExport, children }: FullFrameProps) {
  const title = titleOf(chart, panel);
  return (
    <Dialog
      isFull
      title={title}
      head={
        <>
          <span className={css.fullNote}>{note}</span>
          <ChartMenu name={title} makeExport={makeExport}>
            <OwnChartItems panel={panel} chart={chart} />
          </ChartMenu>
        </>
      }
      onClose={() => panel.onView({ full: null })}
    >
      <div className={`${css.fullBody} ${css.fullAlone}`}>{children}</div>
    </Dialog>
  );
}
