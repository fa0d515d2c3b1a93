/** The first cell of a run: its eye, its colour, its name and id. */

import { Link } from "wouter";
import type { Run } from "../../api/types";
import { cutMiddle } from "../../lib/field-paths";
import { COLOURS } from "../../lib/palette";
import { runPath } from "../../paths";
import { joinClasses } from "../../ui/classes";
import { Icon } from "../../ui/Icon";
import css from "./RunCell.module.css";

interface RunCellProps {
  run: Run;
  slot: number | null;
  /** How many characters of the name there is room for. */
  room: number;
  onToggle: () => void;
}

/** The dot carries the run's colour everywhere; a click on it shows or hides the run in the charts. */
export function RunCell({ run, slot, room, onToggle }: RunCellProps) {
  const name = run.name || run.id;
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        className={css.eye}
        aria-pressed={slot !== null}
        aria-label={slot === null ? `Draw ${name}` : `Hide ${name}`}
        title={slot === null ? "Draw in the charts" : "Hide in the charts"}
        onClick={(event) => {
          event.stopPropagation();
          onToggle();
        }}
      >
        <RunDot slot={slot} />
        <span className={css.icon}>
          <Icon name={slot === null ? "eyeOff" : "eye"} size={13} />
        </span>
      </button>
      <Link href={runPath(run.project, run.id)} className={css.name} title={name} tabIndex={-1}>
        <bdi>{cutMiddle(name, room)}</bdi>
      </Link>
      {run.name && <span className={css.id}>{run.id}</span>}
    </>
  );
}

/** The colour of a run; a ring for dashed looks, hollow where it is not drawn. */
export function RunDot({ slot, size = 10 }: { slot: number | null; size?: number }) {
  const colour = slot === null ? undefined : `var(--s${slot % COLOURS})`;
  const isDashed = slot !== null && Math.floor(slot / COLOURS) % 2 === 1;
  return (
    <span
      aria-hidden="true"
      className={joinClasses(css.dot, slot === null && css.off, isDashed && css.dashed)}
      style={{ width: size, height: size, ...(colour && { background: colour, color: colour }) }}
    />
  );
}
