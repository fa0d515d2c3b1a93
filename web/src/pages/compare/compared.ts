/** What every part of the page is told: the places side by side, and which one others are measured by. */

import type { Project, Run } from "../../api/types";
import type { Place } from "./places";

export interface Compared {
  project: Project;
  /** The project's name: `workspace/project`. */
  name: string;
  places: readonly Place[];
  /** The place that others are measured by. */
  reference: number;
  /** Whether what is the same everywhere is shown too. */
  isAll: boolean;
  onReference: (index: number) => void;
}

/** A place that stands for one run where runs cannot be put together: a group for its first. */
export interface Single {
  place: Place;
  run: Run;
  index: number;
}

/** Return the places that have a run, each with the run that it stands for. */
export function readSingles(places: readonly Place[]): Single[] {
  return places.flatMap((place, index) => {
    const [run] = place.runs;
    return run ? [{ place, run, index }] : [];
  });
}

/** Return a place's number as an address has it; the first where it has none, or one too high. */
export function readReference(text: string | null, places: number): number {
  const index = Number(text ?? 0);
  return Number.isInteger(index) && index >= 0 && index < places ? index : 0;
}
