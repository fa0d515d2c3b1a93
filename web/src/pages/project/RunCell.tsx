/** The first cell of a run or group: its pick box, its eye, its colour, its name. */

import type { MouseEvent } from "react";
import { Link } from "wouter";
import type { Group, Run } from "../../api/types";
import { cutMiddle } from "../../lib/field-paths";
import { countOf, formatCount } from "../../lib/numbers";
import { COLOURS } from "../../lib/palette";
import { STATE_WORDS } from "../../lib/states";
import { runPath } from "../../paths";
import { joinClasses } from "../../ui/classes";
import { Icon } from "../../ui/Icon";
import { StateMark } from "../../ui/State";
import css from "./RunCell.module.css";

interface HeadProps {
  name: string;
  slot: number | null;
  isSelected: boolean;
  /** Boxes are seen in all rows once one is picked. */
  isPicking: boolean;
  onPick: (isRange: boolean) => void;
  onToggle: () => void;
}

/** The box that picks a row, and the dot that carries its colour and shows or hides it in the charts. */
function RowHead({ name, slot, isSelected, isPicking, onPick, onToggle }: HeadProps) {
  const stop = (event: MouseEvent) => event.stopPropagation();
  return (
    <>
      <input
        type="checkbox"
        tabIndex={-1}
        className={joinClasses(css.pick, isPicking && css.seen)}
        aria-label={`Select ${name}`}
        checked={isSelected}
        onChange={(event) => onPick(event.nativeEvent instanceof PointerEvent && event.nativeEvent.shiftKey)}
        onClick={stop}
        onDoubleClick={stop}
      />
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
    </>
  );
}

interface RunCellProps extends HeadProps {
  run: Run;
  /** How many characters of the name there is room for. */
  room: number;
  onOpen: () => void;
  isInside: boolean;
  isBaseline: boolean;
  /** The id of an earlier run with the same configuration; null where there is none. */
  sameAs: string | null;
}

/** A run. */
export function RunCell({ run, room, onOpen, isInside, isBaseline, sameAs, ...head }: RunCellProps) {
  const { name } = head;
  const isMarked = run.state !== "finished";
  return (
    <>
      {isInside && <span className={css.inside} />}
      <RowHead {...head} />
      <Link
        href={runPath(run.project, run.id)}
        className={css.name}
        title={name}
        tabIndex={-1}
        onClick={onOpen}
      >
        <bdi>{run.name ? cutMiddle(name, isMarked ? room - 3 : room) : name}</bdi>
      </Link>
      {name !== run.id && <span className={css.id}>{run.id}</span>}
      {isMarked && (
        <span className={css.state} role="img" {...tell(run)}>
          <StateMark state={run.state} />
        </span>
      )}
      {isBaseline && <span className={css.mark}>baseline</span>}
      {sameAs && (
        <Link
          href={runPath(run.project, sameAs)}
          className={css.same}
          tabIndex={-1}
          title={`Same configuration as ${sameAs}`}
          aria-label={`Same configuration as ${sameAs}`}
        >
          <Icon name="copy" size={11} />
        </Link>
      )}
    </>
  );
}

/** The state in words: its column may be out of sight. */
function tell({ state, reason }: Run) {
  const words = reason ? `${STATE_WORDS[state]}: ${reason}` : STATE_WORDS[state];
  return { title: words, "aria-label": words };
}

interface GroupCellProps extends HeadProps {
  group: Group;
  isOpen: boolean;
  onTurn: () => void;
}

/** A group of runs: open it, and how many there are of which states. */
export function GroupHead({ group, isOpen, onTurn, ...head }: GroupCellProps) {
  const { name } = head;
  const failed = group.states.failed ?? 0;
  const running = group.states.running ?? 0;
  return (
    <>
      <RowHead {...head} />
      <button
        type="button"
        tabIndex={-1}
        className={css.fold}
        aria-expanded={isOpen}
        aria-label={`Runs of ${name}`}
        onClick={(event) => {
          event.stopPropagation();
          onTurn();
        }}
      >
        <span className={isOpen ? css.opened : css.closed}>
          <Icon name="chevron" size={12} />
        </span>
        <span className={css.groupName} title={name}>
          <bdi>{name}</bdi>
        </span>
      </button>
      <span className={css.count}>{countOf(group.runs_count, "run")}</span>
      {running > 0 && (
        <span className={css.states} title={`${countOf(running, "run")} running`}>
          <StateMark state="running" />
          {formatCount(running)}
        </span>
      )}
      {failed > 0 && failed < group.runs_count && (
        <span className={css.states} title={`${countOf(failed, "run")} failed`}>
          <StateMark state="failed" />
          {formatCount(failed)}
        </span>
      )}
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
