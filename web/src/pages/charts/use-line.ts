/** What a line chart needs: series read in as many buckets as there is room for, and closer where zoomed. */

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { seriesQuery } from "../../api/queries";
import type { SeriesRequest } from "../../api/types";
import type { LegendEntry } from "../../charts/Legend";
import { describeScene, type LineScene, makeScene } from "../../charts/scene";
import type { Range } from "../../lib/curves";
import { kindOfX, pathOfX } from "../../lib/x-kind";
import type { ChartView } from "../../state/chart-view";
import type { DrawnRun } from "./drawn";
import { describePoints, makeCurves, stepsWithin } from "./make-curves";

const MARGIN = 0.15;
/** Whoever zooms in wants to see points: so many come raw. */
const CLOSE = 1_200;

export interface LineQuestion {
  project: string;
  paths: readonly string[];
  runs: readonly DrawnRun[];
  view: ChartView;
  /** What the chart is called in an address. */
  chart: string;
  /** In CSS pixels; nothing is read for a chart of none. */
  width: number;
  /** Curves that are not drawn, by key. */
  hidden?: ReadonlySet<string>;
}

export interface Line {
  /** Null while nothing has come yet. */
  scene: LineScene | null;
  /** All curves, also those that are hidden. */
  entries: readonly LegendEntry[];
  /** What the chart hides. */
  note: string;
  error: unknown;
}

const NONE: ReadonlySet<string> = new Set();

/** Read series and make a scene of them. */
export function useLine({ project, paths, runs, view, chart, width, hidden = NONE }: LineQuestion): Line {
  const zoomY = view.zoomY?.chart === chart ? view.zoomY.range : null;
  const { x, band, zoom, smoothing, smoothingKind, logX, logY, ignoreOutliers } = view;
  const isOn = width > 0 && runs.length > 0 && paths.length > 0;
  const buckets = Math.min(1_920, Math.max(160, Math.ceil(width / 160) * 160));
  const question = useMemo(() => ({ runs, paths, x, band }), [runs, paths, x, band]);
  const series = useMemo(() => listSeries(runs, paths, pathOfX(x)), [runs, paths, x]);
  const isKnown = zoom !== null && x === "step";
  const whole = useQuery({ ...seriesQuery(project, { series, buckets }), enabled: isOn && !isKnown });
  const steps = useMemo(() => {
    if (!zoom || isKnown) return zoom;
    return whole.data ? stepsWithin(whole.data, question, zoom) : null;
  }, [zoom, isKnown, whole.data, question]);
  const close = useQuery({
    ...seriesQuery(project, closeUp(series, buckets, steps, isKnown)),
    enabled: isOn && steps !== null,
  });
  const data = (steps && close.data) || whole.data;
  const curves = useMemo(() => (data ? makeCurves(data, question) : null), [data, question]);
  const scene = useMemo(() => {
    if (!curves) return null;
    const settings = {
      smoothing: { kind: smoothingKind, amount: smoothing },
      logX,
      logY,
      ignoreOutliers,
      x: kindOfX(x),
      zoom,
      zoomY,
    };
    return makeScene(
      curves.filter((curve) => !hidden.has(curve.key)),
      settings,
    );
  }, [curves, hidden, smoothingKind, smoothing, logX, logY, ignoreOutliers, x, zoom, zoomY]);
  const note = [data && describePoints(data, paths), scene && describeScene(scene)]
    .filter(Boolean)
    .join(" · ");
  return { scene, entries: curves ?? [], note, error: whole.error ?? close.error };
}

function listSeries(runs: readonly DrawnRun[], paths: readonly string[], xPath: string | null) {
  const wanted = xPath === null || paths.includes(xPath) ? paths : [...paths, xPath];
  return runs.flatMap((run) => wanted.map((path) => ({ run: run.uid, path })));
}

/** Buckets are made over what is in sight and a little more, so that lines do not end at the edge. */
function closeUp(
  series: SeriesRequest["series"],
  buckets: number,
  steps: Range | null,
  widens: boolean,
): SeriesRequest {
  const { min, max } = steps ?? { min: 0, max: 0 };
  const more = widens ? (max - min) * MARGIN : 0;
  const count = Math.max(CLOSE, Math.round(buckets * (1 + 2 * MARGIN)));
  return { series, buckets: count, start: min - more, end: max + more };
}
