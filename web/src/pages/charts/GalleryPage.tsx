/** Every chart in its states, with invented data: to look at, and for tests. */

import { type ReactNode, useMemo, useState } from "react";
import { BarChart } from "../../charts/BarChart";
import { BestChart } from "../../charts/BestChart";
import { ChartCard } from "../../charts/ChartCard";
import { HistogramChart } from "../../charts/HistogramChart";
import { LineChart } from "../../charts/LineChart";
import { ParallelChart } from "../../charts/ParallelChart";
import { ScatterChart } from "../../charts/ScatterChart";
import { describeScene, makeScene } from "../../charts/scene";
import { type Brush, listBrushed, spellBrushes } from "../../lib/brush-query";
import type { Range, Zoom } from "../../lib/curves";
import { useWidth } from "../../ui/use-in-sight";
import { ChartMenu } from "./ChartMenu";
import css from "./charts.module.css";
import {
  barCases,
  bestCases,
  histogramCase,
  type LineCase,
  lineCases,
  parallelCase,
  scatterCases,
} from "./gallery-cases";
import { useLineExport } from "./LineCard";

const HEIGHT = 200;

/** The page at `/-/gallery`; nothing leads there. */
export function GalleryPage() {
  const lines = useMemo(lineCases, []);
  const histograms = useMemo(histogramCase, []);
  return (
    <main className={css.gallery}>
      <h1>Charts</h1>
      <div className={css.grid}>
        {lines.map((one) => (
          <LineSample key={one.name} sample={one} />
        ))}
        {scatterCases().map(([name, data]) => (
          <Sample key={name} name={name}>
            {(size) => <ScatterChart {...size} data={data} label={name} onOpen={null} />}
          </Sample>
        ))}
        {barCases().map(([name, data]) => (
          <Sample key={name} name={name}>
            {(size) => <BarChart {...size} data={data} label={name} onOpen={null} />}
          </Sample>
        ))}
        {bestCases().map(([name, data]) => (
          <Sample key={name} name={name}>
            {(size) => <BestChart {...size} data={data} label={name} onOpen={null} />}
          </Sample>
        ))}
        <Sample name="Histograms by step">
          {(size) => <HistogramChart {...size} grid={histograms} label="Histograms by step" />}
        </Sample>
        <ParallelSample />
      </div>
    </main>
  );
}

type Size = { width: number; height: number };

interface SampleProps {
  name: string;
  note?: string;
  isLarge?: boolean;
  actions?: ReactNode;
  children: (size: Size) => ReactNode;
}

function Sample({ name, note = "", isLarge = false, actions, children }: SampleProps) {
  const [body, width] = useWidth<HTMLDivElement>();
  return (
    <ChartCard isPath={false} title={name} note={note} isLarge={isLarge} actions={actions}>
      <div ref={body} style={{ height: HEIGHT }}>
        {width > 0 && children({ width, height: HEIGHT })}
      </div>
    </ChartCard>
  );
}

const VIEW = { x: "step" } as const;

function LineSample({ sample }: { sample: LineCase }) {
  const [zoom, setZoom] = useState<Zoom | null>(null);
  const scene = useMemo(
    () => makeScene(sample.curves, { ...sample.settings, zoom: zoom?.x ?? null, zoomY: zoom?.y ?? null }),
    [sample, zoom],
  );
  const makeExport = useLineExport(scene, sample.name, VIEW);
  return (
    <Sample
      name={sample.name}
      note={describeScene(scene)}
      actions={<ChartMenu name={sample.name} makeExport={makeExport} />}
    >
      {(size) => (
        <LineChart
          {...size}
          scene={scene}
          label={sample.name}
          onZoom={setZoom}
          syncKey={`gallery ${sample.name}`}
          strong={null}
        />
      )}
    </Sample>
  );
}

const PATHS = ["config/lr", "config/optimiser", "sys/created_at", "val/acc"];

function ParallelSample() {
  const runs = useMemo(parallelCase, []);
  const [brushes, setBrushes] = useState<ReadonlyMap<number, Range>>(new Map());
  const named = [...brushes].flatMap(([at, range]): Brush[] => {
    const column = runs.columns[at];
    return column ? [{ path: PATHS[at] ?? "", aggregate: at === 3 ? "max" : null, column, range }] : [];
  });
  const data = { ...runs, brushes, isInside: listBrushed(named, runs.keys.length) };
  const brush = (axis: number, range: Range | null) => {
    const next = new Map(brushes);
    if (range) next.set(axis, range);
    else next.delete(axis);
    setBrushes(next);
  };
  return (
    <Sample name="Parallel coordinates" note={spellBrushes(named)} isLarge>
      {(size) => (
        <ParallelChart {...size} data={data} label="Parallel coordinates" onBrush={brush} onOpen={null} />
      )}
    </Sample>
  );
}
