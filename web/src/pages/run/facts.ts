/** From what the API says of a run to what the app shows. */

import type { Run } from "../../api/types";
import type { StateFacts } from "../../lib/states";

/** Return what the state's words are made of. */
export function stateFacts(run: Run): StateFacts {
  const { state, reason, created_at, running_seconds } = run;
  return {
    state,
    reason,
    created_at,
    running_seconds,
    ended_at: run.ended_at ?? null,
    beat_at: run.beat_at ?? null,
    progress: run.progress ?? null,
    progress_total: run.progress_total ?? null,
  };
}

/** Return the name of a run, or its id where it has none. */
export function nameOf(run: Run): string {
  return run.name || run.id;
}
