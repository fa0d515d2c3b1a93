/** The list that one came from to a run's page, so that one can go on to its neighbours. */

import type { Grouping, Sort } from "../api/types";

/** What was asked of a project's runs, and where the run stood. */
export interface ListPlace {
  query: string;
  sort: Sort[];
  group: { grouping: Grouping; key: string } | null;
  index: number;
}

const KEY = "seamark.list";

/** Remember where in a project's list a run stood; it is kept for this tab of the browser. */
export function keepListPlace(project: string, run: string, place: ListPlace): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ project, run, place }));
  } catch {
    // Without it a run has no neighbours, and everything else works.
  }
}

/** Return where a run stood in the list that one came from; null where one came from elsewhere. */
export function findListPlace(project: string, run: string): ListPlace | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return isKept(kept) && kept.project === project && kept.run === run ? kept.place : null;
  } catch {
    return null;
  }
}

function isKept(value: unknown): value is { project: string; run: string; place: ListPlace } {
  return (
    typeof value === "object" && value !== null && "project" in value && "run" in value && "place" in value
  );
}
