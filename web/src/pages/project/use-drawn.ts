/** Which runs the charts draw: the first rows, plus eyes opened by hand, less eyes closed. */

import { useQueries } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { runQuery } from "../../api/queries";
import type { Run, TableRow } from "../../api/types";
import { assignSlots, numberOfId } from "../../lib/palette";
import { readList, spellList, useAddress } from "../../state/address";
import { type DrawnRun, drawRun } from "../charts/drawn";

export const DRAWN_AT_FIRST = 20;

export interface Drawn {
  runs: readonly DrawnRun[];
  slotOf: (uid: string) => number | null;
  toggle: (run: Run) => void;
}

/** Return what is drawn; it lies in the address as `show` and `hide`. */
export function useDrawn(
  project: string,
  first: readonly TableRow[],
  find: (run: string) => TableRow | null,
): Drawn {
  const [address, change] = useAddress();
  const show = address.get("show");
  const hide = address.get("hide");
  const opened = useMemo(() => readList(show), [show]);
  const closed = useMemo(() => readList(hide), [hide]);
  const missing = opened.filter((id) => !find(id));
  const fetched = useQueries({ queries: missing.map((id) => runQuery(id, project)) });
  const extra = opened.flatMap((id) => find(id)?.run ?? fetched[missing.indexOf(id)]?.data ?? []);
  const wanted = [...first.map((row) => row.run), ...extra].filter((run) => !closed.includes(run.id));
  const before = useRef(new Map<string, number>());
  const unique = [...new Map(wanted.map((run) => [run.uid, run])).values()];
  const slots = assignSlots(
    unique.map((run) => run.uid),
    (uid) => numberOfId(unique.find((run) => run.uid === uid)?.id ?? ""),
    before.current,
  );
  before.current = slots;
  const drawn = unique.map((run) => drawRun(run, slots.get(run.uid) ?? 0));
  const key = JSON.stringify(drawn);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that is drawn
  const runs = useMemo(() => drawn, [key]);
  const toggle = useCallback(
    (run: Run) => {
      const isDrawn = runs.some((one) => one.uid === run.uid);
      const isFirst = first.some((row) => row.run.uid === run.uid);
      const without = (list: string[]) => list.filter((id) => id !== run.id);
      change({
        show: spellList(!isDrawn && !isFirst ? [...without(opened), run.id] : without(opened)),
        hide: spellList(isDrawn && isFirst ? [...without(closed), run.id] : without(closed)),
      });
    },
    [runs, first, opened, closed, change],
  );
  return { runs, slotOf: (uid) => slots.get(uid) ?? null, toggle };
}
