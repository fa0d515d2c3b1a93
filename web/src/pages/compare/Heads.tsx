/** How places are named over what they hold, and what is said where a group stands for one run. */

import { cutMiddle } from "../../lib/field-paths";
import { countOf } from "../../lib/numbers";
import { joinClasses } from "../../ui/classes";
import { RunDot } from "../project/RunCell";
import type { Compared } from "./compared";
import css from "./Heads.module.css";
import type { Place } from "./places";

const CHARACTER = 6.6;
/** Pixels beside the name: padding, dot, the menu's sign. */
const BESIDE = 52;
const WIDE = 190;

interface PlaceHeadProps {
  place: Place;
  isReference: boolean;
  /** Runs without a name go by their ids, in all columns alike. */
  isShort: boolean;
  /** Pixels. */
  width: number;
  onHover: ((isOver: boolean) => void) | undefined;
}

/** A place over its column: colour, name as far as there is room, and what it is. */
export function PlaceHead({ place, isReference, isShort, width, onHover }: PlaceHeadProps) {
  const id = shortName(place);
  const mark = isReference ? (width < WIDE ? "ref" : "reference") : "";
  const room = Math.max(6, roomIn(width) - mark.length);
  const name = isShort && isUnnamed(place) ? id : cutMiddle(place.name, room);
  const hasId = !isReference && id !== name && name.length + id.length + 2 <= room;
  return (
    <span
      className={joinClasses(css.head, isReference && css.reference)}
      onPointerEnter={() => onHover?.(true)}
      onPointerLeave={() => onHover?.(false)}
      title={id === place.name ? id : `${place.name}, ${id}`}
    >
      <RunDot slot={place.slot} />
      <bdi>{name}</bdi>
      {mark && <em className={css.mark}>{mark}</em>}
      {hasId && <em>{id}</em>}
    </span>
  );
}

/** What a place is called where there is little room: a run without a name by its id, a group by its size. */
export function shortName(place: Place): string {
  const [run] = place.runs;
  return place.runs.length > 1 ? `${place.runs.length} runs` : (run?.id ?? "no run");
}

/** Say whether of some name made of settings too little would be left in columns of this width. */
export function areCut(places: readonly Place[], width: number): boolean {
  const room = roomIn(width) * 1.2;
  return places.some((place) => isUnnamed(place) && place.name.length > room);
}

function isUnnamed({ runs }: Place): boolean {
  return runs.length === 1 && runs[0]?.name === "";
}

/** How many characters have room over a column. */
function roomIn(width: number): number {
  return Math.floor((width - BESIDE) / CHARACTER);
}

/** A place in a line of its own. */
export function PlaceName({ place }: { place: Place }) {
  const [run] = place.runs;
  return (
    <b className={css.name} title={place.name}>
      <RunDot slot={place.slot} />
      <bdi>{cutMiddle(place.name, 48)}</bdi>
      {run && run.id !== place.name && <em>{run.id}</em>}
    </b>
  );
}

/** Says so where groups stand for one run each. */
export function GroupNote({ places }: Pick<Compared, "places">) {
  const groups = places.filter((place) => place.runs.length > 1);
  if (groups.length === 0) return null;
  return (
    <p className={css.note}>
      {groups.length === places.length
        ? "Each group stands"
        : `Of ${countOf(groups.length, "group")} each stands`}{" "}
      for its first run here.
    </p>
  );
}
