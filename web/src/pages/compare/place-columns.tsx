/** Columns of places: as wide as there is room for, the reference pinned, a click on a head makes it the reference. */

import { useMemo, useState } from "react";
import { useLocation } from "wouter";
import { countOf } from "../../lib/numbers";
import { runPath } from "../../paths";
import { isWidths, useStored } from "../../state/stored";
import type { GridColumn } from "../../table/grid-columns";
import { MenuItem } from "../../ui/Menu";
import type { Compared } from "./compared";
import { areCut, PlaceHead } from "./Heads";
import type { Place } from "./places";

const FIRST = "first";
const [FIRST_LEAST, FIRST_MOST] = [150, 260];
const [RUN_LEAST, GROUP_LEAST, MOST] = [132, 176, 340];
/** Pixels that a scroll bar takes. */
const EDGE = 14;

interface Columns {
  columns: GridColumn[];
  onWidth: (key: string, width: number) => void;
  /** What a click on a head does. */
  onHead: (key: string) => void;
}

interface Wanted extends Pick<Compared, "places" | "reference" | "onReference"> {
  /** What stands in the first column. */
  first: string;
  /** Pixels. */
  room: number;
  onRemove: ((index: number) => void) | null;
  /** Told which place is pointed at, as charts call it. */
  onHover?: (key: string | null) => void;
}

/** Return the columns; a width chosen by hand holds as long as the same places stand there. */
export function usePlaceColumns(wanted: Wanted): Columns {
  const { places, reference, onReference, first, room, onRemove, onHover } = wanted;
  const [, navigate] = useLocation();
  const [kept, setKept] = useStored<Record<string, number>>("compare-widths", {}, isWidths);
  const [own, setOwn] = useState<Record<string, number>>({});
  const columns = useMemo(() => {
    const wide = kept[FIRST] ?? Math.max(FIRST_LEAST, Math.min(FIRST_MOST, Math.floor(room * 0.3)));
    const shared = shareRoom(room - wide - EDGE, places);
    const isShort = areCut(places, shared);
    const plain = { align: "left", sorted: null } as const;
    const head = { ...plain, key: FIRST, label: first, title: first, hint: first, width: wide, menu: null };
    const others = places.map((place, index): GridColumn => {
      const isReference = index === reference;
      const width = own[place.key] ?? shared;
      return {
        ...plain,
        key: String(index),
        label: place.name,
        hint: isReference
          ? `${place.name}: the others are measured by it`
          : `Measure the others by ${place.name}`,
        align: "right",
        isPinned: isReference,
        width,
        title: (
          <PlaceHead
            place={place}
            isReference={isReference}
            isShort={isShort}
            width={width}
            onHover={onHover && ((isOver) => onHover(isOver ? drawnKey(place) : null))}
          />
        ),
        menu: (
          <>
            <MenuItem disabled={isReference} onChoose={() => onReference(index)}>
              Measure the others by it
            </MenuItem>
            {place.runs.slice(0, 1).map((run) => (
              <MenuItem key={run.uid} onChoose={() => navigate(runPath(run.project, run.id))}>
                Open {place.runs.length > 1 ? `the first of ${countOf(place.runs.length, "run")}` : run.id}
              </MenuItem>
            ))}
            {onRemove && (
              <MenuItem disabled={places.length < 2} onChoose={() => onRemove(index)}>
                Take it out
              </MenuItem>
            )}
          </>
        ),
      };
    });
    return [head, ...others];
  }, [places, reference, onReference, first, room, onRemove, onHover, kept, own, navigate]);
  return {
    columns,
    onWidth: (key, width) => {
      const place = places[Number(key)];
      if (key === FIRST) setKept({ ...kept, [FIRST]: width });
      else if (place) setOwn({ ...own, [place.key]: width });
    },
    onHead: (key) => key !== FIRST && onReference(Number(key)),
  };
}

/** A run is drawn by its uid, a group by its key. */
function drawnKey(place: Place): string {
  return place.runs.length === 1 ? (place.runs[0]?.uid ?? place.key) : place.key;
}

function shareRoom(room: number, places: readonly Place[]): number {
  const least = places.some((place) => place.runs.length > 1) ? GROUP_LEAST : RUN_LEAST;
  return Math.max(least, Math.min(MOST, Math.floor(room / Math.max(1, places.length))));
}
