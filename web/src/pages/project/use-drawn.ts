/** Which runs, or groups, the charts draw: the first ones, plus eyes opened by hand, less eyes closed. */

import { useQueries } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { runQuery } from "../../api/queries";
import type { Group, Run } from "../../api/types";
import { assignSlots, type Drawable, numberOfId } from "../../lib/palette";
import { readList, spellList, useAddress } from "../../state/address";
import { type DrawnRun, drawRun } from "../charts/drawn";
import type { Names } from "./names";
import type { RunsList } from "./use-list";

export const DRAWN_AT_FIRST = 20;

export interface Drawn {
  runs: readonly DrawnRun[];
  /** How many lines or bands that makes: runs, or groups. */
  count: number;
  /** The look of a run or group, by its uid or key; null where it is not drawn. */
  slotOf: (key: string) => number | null;
  toggleRun: (run: Run) => void;
  toggleGroup: (group: Group) => void;
}

/** Return what is drawn; it lies in the address as `show` and `hide`. */
export function useDrawn(project: string, list: RunsList, names: Names): Drawn {
  const [address, change] = useAddress();
  const show = address.get("show");
  const hide = address.get("hide");
  const opened = useMemo(() => readList(show), [show]);
  const closed = useMemo(() => readList(hide), [hide]);
  const groups = list.firstGroups(DRAWN_AT_FIRST);
  const runs = list.firstRows(DRAWN_AT_FIRST).map((row) => row.run);
  const missing = list.isGrouped ? [] : opened.filter((id) => !list.findRun(id));
  const fetched = useQueries({ queries: missing.map((id) => runQuery(id, project)) });
  const others = opened.flatMap((id) => list.findRun(id)?.run ?? fetched[missing.indexOf(id)]?.data ?? []);
  const chosenRuns = list.isGrouped
    ? []
    : choose(
        runs,
        others,
        closed,
        (run) => run.id,
        (run) => run.uid,
      );
  const moreGroups = opened.flatMap((key) => list.findGroup(key) ?? []);
  const chosenGroups = choose(
    groups,
    moreGroups,
    closed,
    (group) => group.key,
    (group) => group.key,
  );
  const wanted: Drawable[] = [
    ...chosenRuns.map(({ uid, id, colour }) => ({ key: uid, number: numberOfId(id), colour })),
    ...chosenGroups.map(({ key }, number) => ({ key, number, colour: null })),
  ];
  const before = useRef(new Map<string, number>());
  const slots = assignSlots(wanted, before.current);
  before.current = slots;
  const drawn = [
    ...chosenRuns.map((run) => ({ ...drawRun(run, slots.get(run.uid) ?? 0), label: names.ofRun(run) })),
    ...chosenGroups.flatMap((group) => drawGroup(group, slots.get(group.key) ?? 0, names.ofGroup(group))),
  ];
  const key = JSON.stringify(drawn);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that is drawn
  const kept = useMemo(() => drawn, [key]);
  const toggle = useCallback(
    (word: string, isDrawn: boolean, isFirst: boolean) => {
      const without = (words: string[]) => words.filter((one) => one !== word);
      change({
        show: spellList(!isDrawn && !isFirst ? [...without(opened), word] : without(opened)),
        hide: spellList(isDrawn && isFirst ? [...without(closed), word] : without(closed)),
      });
    },
    [opened, closed, change],
  );
  return {
    runs: kept,
    count: wanted.length,
    slotOf: (one) => slots.get(one) ?? null,
    toggleRun: (run) =>
      toggle(
        run.id,
        slots.has(run.uid),
        runs.some((one) => one.uid === run.uid),
      ),
    toggleGroup: (group) =>
      toggle(
        group.key,
        slots.has(group.key),
        groups.some((one) => one.key === group.key),
      ),
  };
}

function choose<One>(
  first: readonly One[],
  more: readonly One[],
  closed: readonly string[],
  wordOf: (one: One) => string,
  keyOf: (one: One) => string,
): One[] {
  const unique = new Map([...first, ...more].map((one) => [keyOf(one), one]));
  return [...unique.values()].filter((one) => !closed.includes(wordOf(one)));
}

/** A group's runs share its look; the charts draw them as one line with a band. */
function drawGroup(group: Group, slot: number, label: string): DrawnRun[] {
  const look = { key: group.key, label, slot };
  return group.runs.map(({ uid, id, created_at }) => ({
    uid,
    id,
    label: `${label} · ${id}`,
    slot,
    created_at,
    live: false,
    group: look,
  }));
}
