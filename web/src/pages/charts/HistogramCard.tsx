/** A series of histograms in its card: a heat map over the steps of one run. */

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { explain } from "../../api/client";
import { linesQuery } from "../../api/queries";
import { ChartCard } from "../../charts/ChartCard";
import { HistogramChart, paintHistograms } from "../../charts/HistogramChart";
import { type Ink, useInk } from "../../charts/ink";
import type { Pen } from "../../charts/pen";
import { EDGE, paintGround, TITLE } from "../../charts/picture";
import type { ChartDefinition } from "../../lib/chart-definitions";
import { writeCsv } from "../../lib/csv-lines";
import { type HistogramGrid, makeGrid, readHistogram } from "../../lib/histograms";
import { countOf, formatCount } from "../../lib/numbers";
import { IconButton } from "../../ui/Button";
import { useInSight, useWidth } from "../../ui/use-in-sight";
import { ChartMenu, type Export } from "./ChartMenu";
import css from "./charts.module.css";
import { titleOf } from "./LineCard";
import { OwnChartItems } from "./OwnChartItems";
import type { Panel } from "./panel";

const HEIGHT = 172;
const LARGE_HEIGHT = 420;
const MOST_STEPS = 500;
const BINS = 64;

interface Histograms {
  grid: HistogramGrid | null;
  note: string;
  error: unknown;
}

/** Read the newest histograms of a run. */
export function useHistograms(run: string, path: string, isOn: boolean): Histograms {
  const { data, error } = useQuery({ ...linesQuery(run, path, MOST_STEPS), enabled: isOn && run !== "" });
  const grid = useMemo(() => {
    const points = data?.lines.flatMap((line) => readHistogram(line.text, line.step) ?? []) ?? [];
    return points.length ? makeGrid(points, BINS) : null;
  }, [data]);
  const shown = data?.lines.length ?? 0;
  const newest = `the newest ${formatCount(shown)} of ${formatCount(data?.total ?? 0)} histograms`;
  const note = !data ? "" : shown < data.total ? newest : countOf(shown, "histogram");
  return { grid, note, error };
}

/** A heat map of the first run that is drawn. */
export function HistogramCard({ panel, chart }: { panel: Panel; chart: ChartDefinition }) {
  const [frame, inSight] = useInSight<HTMLDivElement>();
  const [body, width] = useWidth<HTMLDivElement>();
  const [isLarge, setLarge] = useState(false);
  const ink = useInk();
  const [run] = panel.runs;
  const title = titleOf(chart, panel);
  const { grid, note, error } = useHistograms(run?.uid ?? "", chart.fields[0] ?? "", inSight);
  const height = isLarge ? LARGE_HEIGHT : HEIGHT;
  const name = panel.runs.length > 1 ? ` · ${run?.label ?? ""}` : "";
  return (
    <ChartCard
      isPath
      title={title}
      note={`${note}${name}`}
      isLarge={isLarge}
      actions={
        <>
          <IconButton
            small
            icon={isLarge ? "shrink" : "enlarge"}
            label={isLarge ? `Make ${title} smaller` : `Make ${title} larger`}
            onClick={() => setLarge(!isLarge)}
          />
          <ChartMenu name={title} makeExport={grid && (async () => exportGrid(grid, title, ink))}>
            <OwnChartItems panel={panel} chart={chart} />
          </ChartMenu>
        </>
      }
    >
      <div ref={frame}>
        <div ref={body} style={{ height }}>
          {error && !grid ? <p className={css.problem}>{explain(error).title}</p> : null}
          {inSight && grid && width > 0 && (
            <HistogramChart
              grid={grid}
              label={`${title} of ${run?.label ?? ""}`}
              width={width}
              height={height}
            />
          )}
        </div>
      </div>
    </ChartCard>
  );
}

/** Return a heat map as it can be taken elsewhere. */
export function exportGrid(grid: HistogramGrid, title: string, ink: Ink): Export {
  const [width, inner] = [960, 420];
  const height = TITLE + inner + EDGE;
  const paint = (pen: Pen) => {
    paintGround(pen, ink, width, height, title);
    paintHistograms(pen, ink, { left: EDGE, top: TITLE, width: width - 2 * EDGE, height: inner }, grid);
  };
  return { picture: { title, width, height, paint }, csv: () => writeGrid(grid) };
}

function writeGrid({ steps, edges, shares }: HistogramGrid): string {
  const bins = edges.length - 1;
  const rows = Array.from(shares, (share, i) => {
    const bin = i % bins;
    return [steps[Math.floor(i / bins)], edges[bin], edges[bin + 1], share];
  });
  return writeCsv(["step", "from", "to", "share"], rows);
}
