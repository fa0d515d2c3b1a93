/** All series of a run as charts. */

import { useMemo } from "react";
import type { Run } from "../../api/types";
import { isSystemPath } from "../../lib/field-paths";
import { slotOfRun } from "../../lib/palette";
import { useChartView } from "../../state/chart-view";
import { Code } from "../../ui/Copy";
import { Notice } from "../../ui/Notice";
import { ChartsPanel } from "../charts/ChartsPanel";
import { type DrawnRun, drawRun } from "../charts/drawn";
import type { Fields } from "./use-fields";

/** Return this run as its own charts draw it. */
export function useDrawnRun(run: Run): readonly DrawnRun[] {
  const drawn = JSON.stringify(drawRun(run, slotOfRun(run)));
  return useMemo(() => [JSON.parse(drawn) as DrawnRun], [drawn]);
}

/** Sections by prefix. */
export function ChartsTab({ run, fields }: { run: Run; fields: Fields }) {
  const [view, setView] = useChartView();
  const runs = useDrawnRun(run);
  const key = fields.fields.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: points come often, new series seldom
  const paths = useMemo(
    () => fields.fields.filter((f) => f.type === "float_series" && !isSystemPath(f.path)).map((f) => f.path),
    [key],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const histograms = useMemo(
    () => fields.fields.filter((f) => f.type === "histogram_series").map((f) => f.path),
    [key],
  );
  return (
    <ChartsPanel
      project={run.project}
      paths={paths}
      histograms={histograms}
      runs={runs}
      view={view}
      onView={setView}
      empty={
        <Notice title={fields.isLoading ? "Loading…" : "No series yet"}>
          {!fields.isLoading && <Code text={'run.log({"train/loss": loss}, step=step)'} />}
        </Notice>
      }
    />
  );
}
