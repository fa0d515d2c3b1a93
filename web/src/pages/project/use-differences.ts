/** What the runs in sight changed, against the baseline or against the run before them. */

import { useQueries } from "@tanstack/react-query";
import { useRef } from "react";
import { differencesQuery } from "../../api/queries";
import type { ConfigChange, Differences, Group } from "../../api/types";
import type { Item } from "./use-list";

const AT_ONCE = 50;
/** A few of a group's runs show what all of them have in common. */
const OF_GROUP = 3;

export interface Changes {
  ofRun: (uid: string) => Differences | null;
  ofGroup: (group: Group) => readonly ConfigChange[] | null;
}

/** Read what these items changed; nothing while `isWanted` is false. */
export function useDifferences(
  project: string,
  items: readonly Item[],
  against: string | null,
  isWanted: boolean,
): Changes {
  const uids = isWanted ? [...new Set(items.flatMap(runsOf))] : [];
  const lots = Array.from({ length: Math.ceil(uids.length / AT_ONCE) }, (_, at) =>
    uids.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
  );
  const results = useQueries({
    queries: lots.map((runs) => differencesQuery(project, { runs, against, limit: 20 })),
  });
  // what was read stays while other rows come into sight
  const kept = useRef({ against, known: new Map<string, Differences>() });
  if (kept.current.against !== against) kept.current = { against, known: new Map() };
  const { known } = kept.current;
  lots.forEach((runs, lot) => {
    const found = results[lot]?.data;
    runs.forEach((uid, at) => {
      const one = found?.[at];
      if (one) known.set(uid, one);
    });
  });
  return {
    ofRun: (uid) => known.get(uid) ?? null,
    ofGroup: (group) => {
      const members = group.runs.slice(0, OF_GROUP).flatMap((run) => known.get(run.uid) ?? []);
      return members.length ? findShared(members) : null;
    },
  };
}

function runsOf(item: Item): string[] {
  if (item.kind === "run") return [item.row.run.uid];
  return item.kind === "group" ? item.group.runs.slice(0, OF_GROUP).map((run) => run.uid) : [];
}

/** Return the changes that all of these made alike. */
export function findShared(all: readonly Differences[]): ConfigChange[] {
  const [first, ...rest] = all.map((one) => one.changes);
  const keys = rest.map((changes) => new Set(changes.map(keyOf)));
  return (first ?? []).filter((change) => keys.every((others) => others.has(keyOf(change))));
}

function keyOf({ kind, path, before, after, added, removed }: ConfigChange): string {
  return JSON.stringify([kind, path, before, after, added, removed]);
}
