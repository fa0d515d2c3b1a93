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
const ROOM_FOR_ID = 190;

interface PlaceHeadProps {
  place: Place;
  isReference: boolean;
  /** Pixels. */
  width: number;
  onHover: ((isOver: boolean) => void) | undefined;
}

/** A place over its column: colour, name as far as there is room, and what it is. */
export function PlaceHead({ place, isReference, width, onHover }: PlaceHeadProps) {
  const [run] = place.runs;
  const isGroup = place.runs.length > 1;
  const short = isGroup ? `${place.runs.length} runs` : (run?.id ?? "");
  const id = short !== place.name && width >= ROOM_FOR_ID && !isReference ? short : "";
  const mark = isReference ? "reference" : id;
  const room = Math.max(6, Math.floor((width - BESIDE - mark.length * CHARACTER) / CHARACTER));
  return (
    <span
      className={joinClasses(css.head, isReference && css.reference)}
      onPointerEnter={() => onHover?.(true)}
      onPointerLeave={() => onHover?.(false)}
      title={`${place.name}${short === place.name ? "" : `, ${short}`}`}
    >
      <RunDot slot={place.slot} />
      <bdi>{cutMiddle(place.name, room)}</bdi>
      {isReference ? <em className={css.mark}>reference</em> : id && <em>{id}</em>}
    </span>
  );
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
