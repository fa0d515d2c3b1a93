/** A chart of runs: bars, dots, lines across axes, the best so far. */

import { useLocation } from "wouter";
import { explain } from "../../api/client";
import { BarChart } from "../../charts/BarChart";
import { BestChart } from "../../charts/BestChart";
import { useInk } from "../../charts/ink";
import { ParallelChart } from "../../charts/ParallelChart";
import { ScatterChart } from "../../charts/ScatterChart";
import { spellBrushes } from "../../lib/brush-query";
import type { ChartDefinition } from "../../lib/chart-definitions";
import type { Range } from "../../lib/curves";
import { countOf } from "../../lib/numbers";
import { runPath } from "../../paths";
import { Button } from "../../ui/Button";
import type { MakeExport } from "./ChartMenu";
import css from "./charts.module.css";
import { exportMarks, listBrushes, type MarkScene, makeMarkScene } from "./mark-scenes";
import type { Panel } from "./panel";
import { type Marks, useMarks } from "./use-marks";

export interface MarkChart {
  marks: Marks | null;
  scene: MarkScene | null;
  error: unknown;
  makeExport: MakeExport | null;
}

/** Read and lay out a chart of runs. */
export function useMarkChart(
  panel: Panel,
  chart: ChartDefinition,
  title: string,
  ranges: ReadonlyMap<number, Range>,
  isOn: boolean,
): MarkChart {
  const ink = useInk();
  const { marks, error } = useMarks(panel, chart, isOn);
  const scene = marks && makeMarkScene(chart, marks, ranges);
  const makeExport = scene && marks && (async () => exportMarks(scene, marks, title, ink));
  return { marks, scene, error, makeExport };
}

interface MarkBodyProps {
  panel: Panel;
  label: string;
  made: MarkChart;
  width: number;
  height: number;
  ranges: ReadonlyMap<number, Range>;
  onRanges: (ranges: ReadonlyMap<number, Range>) => void;
}

const BAR_OF_BRUSH = 30;

/** The drawing, or why there is none. */
export function MarkBody({ panel, label, made, width, height, ranges, onRanges }: MarkBodyProps) {
  const { marks, scene, error } = made;
  const [, navigate] = useLocation();
  if (panel.table === null)
    return <p className={css.nothing}>This chart needs the table of a project's runs.</p>;
  if (error && !marks)
    return (
      <p className={css.problem} role="alert">
        {explain(error).title}
      </p>
    );
  if (!marks || !scene || width === 0) return null;
  if (marks.keys.length === 0) return <p className={css.nothing}>No runs here.</p>;
  const props = { label, width, height, onOpen: (id: string) => navigate(runPath(panel.project, id)) };
  switch (scene.kind) {
    case "bar":
      return <BarChart {...props} data={scene.data} />;
    case "scatter":
      return <ScatterChart {...props} data={scene.data} />;
    case "best":
      return <BestChart {...props} data={scene.data} />;
    case "parallel": {
      const isBrushed = ranges.size > 0;
      const brush = (axis: number, range: Range | null) => {
        const next = new Map(ranges);
        if (range) next.set(axis, range);
        else next.delete(axis);
        onRanges(next);
      };
      return (
        <>
          <ParallelChart
            {...props}
            data={scene.data}
            height={height - (isBrushed ? BAR_OF_BRUSH : 0)}
            onBrush={brush}
          />
          {isBrushed && (
            <div className={css.brushed}>
              <span>{countOf(scene.data.isInside.filter(Boolean).length, "run")} brushed</span>
              <Button small look="plain" onClick={() => onRanges(new Map())}>
                Clear
              </Button>
              {panel.onQuery && (
                <Button
                  small
                  onClick={() => {
                    panel.onQuery?.(spellBrushes(listBrushes(marks, ranges)));
                    onRanges(new Map());
                  }}
                >
                  Show only these in the table
                </Button>
              )}
            </div>
          )}
        </>
      );
    }
  }
}
