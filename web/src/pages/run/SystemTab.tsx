/** What the machine did: the system series, by session. */

import { useMemo } from "react";
import type { Run } from "../../api/types";
import { useChartView } from "../../state/chart-view";
import { Notice } from "../../ui/Notice";
import { ChartsPanel } from "../charts/ChartsPanel";
import { useDrawnRun } from "./ChartsTab";
import { readSessions, splitSession, textOf } from "./session-fields";
import { useSessionFields } from "./use-fields";

/** One section for each session. */
export function SystemTab({ run }: { run: Run }) {
  const [view, setView] = useChartView("elapsed");
  const runs = useDrawnRun(run);
  const fields = useSessionFields(run.uid);
  const key = fields.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: points come often, new series seldom
  const { paths, names } = useMemo(() => {
    const sessions = readSessions(fields);
    return {
      paths: fields.filter((f) => f.type === "float_series" && isSystemSeries(f.path)).map((f) => f.path),
      names: new Map(
        sessions.map((one, index) => [one.key, nameSession(index, textOf(one, "host"), sessions.length)]),
      ),
    };
  }, [key]);
  return (
    <ChartsPanel
      project={run.project}
      paths={paths}
      runs={runs}
      view={view}
      onView={setView}
      sectionName={(path) => names.get(splitSession(path).key) ?? splitSession(path).key}
      chartTitle={(path) => splitSession(path).rest.replace(/^system\//, "")}
      empty={
        <Notice title="No system series">
          <p>They come from the machine that trains, a few seconds after its start.</p>
        </Notice>
      }
    />
  );
}

function isSystemSeries(path: string): boolean {
  return splitSession(path).rest.startsWith("system/");
}

function nameSession(index: number, host: string, count: number): string {
  const name = host || "this machine";
  return count > 1 ? `Session ${index + 1} · ${name}` : name;
}
