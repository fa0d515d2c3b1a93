/** The states of a run in words, and what is known beside the word. */

import { formatCount } from "./numbers";
import { formatDuration, formatRelative } from "./times";

export type StateName = "running" | "finished" | "failed" | "stopped" | "not_responding";

export interface StateFacts {
  state: StateName;
  reason: string;
  created_at: number;
  ended_at: number | null;
  beat_at: number | null;
  progress: number | null;
  progress_total: number | null;
  running_seconds: number;
}

export const STATE_WORDS: Record<StateName, string> = {
  running: "Running",
  finished: "Finished",
  failed: "Failed",
  stopped: "Stopped",
  not_responding: "Not responding",
};

/** Return what stands beside the state's word: progress, duration, reason. */
export function describeState(run: StateFacts, now: number = Date.now()): string {
  switch (run.state) {
    case "running":
      return describeProgress(run, now);
    case "not_responding":
      return run.beat_at ? `since ${formatRelative(run.beat_at, now).replace(" ago", "")}` : "";
    case "failed":
    case "stopped":
      return run.reason || describeLength(run, now);
    case "finished":
      return describeLength(run, now);
  }
}

/** Return for how long a run has run; nothing for one from elsewhere of which that is not known. */
function describeLength(run: StateFacts, now: number): string {
  const isKnown = run.running_seconds > 0 || run.ended_at !== null;
  return isKnown ? formatDuration(lengthOf(run, now)) : "";
}

/** Return a detail for a narrow place: an exception without the modules that its class lies in. */
export function dropModules(detail: string): string {
  return detail.replace(/^(?:[A-Za-z_]\w*\.)+([A-Za-z_]\w*)(?=:|$)/, "$1");
}

/** Return how long a run has run, in seconds. */
export function lengthOf(run: StateFacts, now: number = Date.now()): number {
  if (run.state === "running") return Math.max(0, now / 1000 - run.created_at / 1e6);
  if (run.running_seconds > 0) return run.running_seconds;
  return run.ended_at ? (run.ended_at - run.created_at) / 1e6 : 0;
}

/** Seconds before which nobody can say how long a run will take. */
const KNOWN_AFTER = 2;

/** Return how far a run is, between 0 and 1; null where that is not known. */
export function shareDone(run: StateFacts): number | null {
  if (run.progress === null || !run.progress_total) return null;
  return Math.max(0, Math.min(1, run.progress / run.progress_total));
}

function describeProgress(run: StateFacts, now: number): string {
  const share = shareDone(run);
  if (run.progress === null) return formatDuration(lengthOf(run, now));
  if (share === null) return `step ${formatCount(run.progress)}`;
  const done = `step ${formatCount(run.progress)} of ${formatCount(run.progress_total ?? 0)}`;
  const seconds = lengthOf(run, now);
  if (share <= 0 || share >= 1 || seconds < KNOWN_AFTER) return done;
  return `${done} · ${formatDuration((seconds / share) * (1 - share))} left`;
}
