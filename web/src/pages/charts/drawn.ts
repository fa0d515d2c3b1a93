/** Runs as charts draw them. */

import type { Run } from "../../api/types";
import { nameOf } from "../run/facts";

/** Runs that are drawn as one: their mean, with a band. */
export interface DrawnGroup {
  key: string;
  label: string;
  slot: number;
}

export interface DrawnRun {
  uid: string;
  id: string;
  label: string;
  slot: number;
  created_at: number;
  live: boolean;
  group?: DrawnGroup | undefined;
}

/** Return a run with its look. */
export function drawRun(run: Run, slot: number): DrawnRun {
  const { uid, id, created_at } = run;
  return { uid, id, label: nameOf(run), slot, created_at, live: run.state === "running" };
}
