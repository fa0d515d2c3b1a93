/** The columns of a grid: where each begins and how wide it is. */

import type { ReactNode } from "react";

export interface GridColumn {
  key: string;
  /** Its name in words, for screen readers and for hover. */
  label: string;
  title: ReactNode;
  width: number;
  align: "left" | "right";
  /** Stays in sight at the left; the first column always does. */
  isPinned?: boolean;
  sorted: "ascending" | "descending" | null;
  /** Which key of several it is, from 1; null for the only one. */
  sortRank?: number | null;
  /** What a click on its head does; without one it sorts. */
  hint?: string;
  /** What more can be done with it; null for nothing. */
  menu: ReactNode;
}

export const LEAST_WIDTH = 56;
export const MOST_WIDTH = 900;

/** Return a width that a column may have. */
export function clampWidth(width: number): number {
  return Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, Math.round(width)));
}
