/** Which rows are picked; they stay so while the table is sorted, filtered or shown in another way. */

import { useCallback, useMemo, useRef, useState } from "react";
import type { Group, Run } from "../../api/types";
import type { PickKind } from "../../table/Grid";
import type { Item, RunsList } from "./use-list";

export interface Selection {
  runs: readonly Run[];
  groups: readonly Group[];
  count: number;
  has: (key: string) => boolean;
  pick: (index: number, kind: PickKind) => void;
  clear: () => void;
}

type Picked = { kind: "run"; run: Run } | { kind: "group"; group: Group };

/** Return what is picked, as the list has it by now, and how to pick. */
export function useSelection(list: RunsList): Selection {
  const [picked, setPicked] = useState<ReadonlyMap<string, Picked>>(new Map());
  const anchor = useRef(0);
  const pick = (index: number, kind: PickKind) => {
    const next = new Map(kind === "alone" ? [] : picked);
    const [from, to] =
      kind === "range" ? [Math.min(anchor.current, index), Math.max(anchor.current, index)] : [index, index];
    if (kind !== "range") anchor.current = index;
    for (let at = from; at <= to; at++) {
      const item = list.itemAt(at);
      const one = item && asPicked(item);
      if (!item || !one) continue;
      if (kind === "more" && next.has(item.key)) next.delete(item.key);
      else next.set(item.key, one);
    }
    setPicked(next);
  };
  const clear = useCallback(() => setPicked(new Map()), []);
  const { runs, groups } = useMemo(() => {
    const all = [...picked.values()];
    return {
      runs: all.flatMap((one) => (one.kind === "run" ? [list.findRun(one.run.uid)?.run ?? one.run] : [])),
      groups: all.flatMap((one) =>
        one.kind === "group" ? [list.findGroup(one.group.key) ?? one.group] : [],
      ),
    };
  }, [picked, list]);
  return { runs, groups, count: picked.size, has: (key) => picked.has(key), pick, clear };
}

function asPicked(item: Item): Picked | null {
  if (item.kind === "run") return { kind: "run", run: item.row.run };
  return item.kind === "group" ? { kind: "group", group: item.group } : null;
}
