/** The stages of a model's versions: a shape and a word. */

import type { Stage } from "../../api/types";
import { joinClasses } from "../../ui/classes";
import css from "./stages.module.css";

export const STAGES: readonly (readonly [Stage, string])[] = [
  ["none", "No stage"],
  ["staging", "Staging"],
  ["production", "Production"],
  ["archived", "Archived"],
];

/** Return a stage in words. */
export function nameStage(stage: Stage): string {
  return STAGES.find(([name]) => name === stage)?.[1] ?? stage;
}

/** A stage; nothing stands for none. */
export function StageText({ stage, isWhole = false }: { stage: Stage; isWhole?: boolean }) {
  if (stage === "none" && !isWhole) return null;
  return (
    <span className={css.stage}>
      <span className={joinClasses(css.mark, css[stage])} aria-hidden="true" />
      {nameStage(stage)}
    </span>
  );
}
