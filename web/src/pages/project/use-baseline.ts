/** The run that others are compared with: the address names it, else the project. */

import { useQuery } from "@tanstack/react-query";
import { readTable } from "../../api/queries";
import type { Column, Project, TableRow } from "../../api/types";
import { useAddress } from "../../state/address";

export interface Baseline {
  /** Its id; null where there is none. */
  id: string | null;
  row: TableRow | null;
  /** Make a run the baseline of this address, or with the present one none. */
  turn: (id: string) => void;
}

/** An address that wants no baseline, though the project has one. */
const NONE = "none";

/** Return the baseline with its cells in these columns. */
export function useBaseline(project: string, settings: Project | null, columns: readonly Column[]): Baseline {
  const [address, change] = useAddress();
  const named = address.get("baseline");
  const own = settings?.baseline ?? null;
  const id = named === NONE ? null : (named ?? own);
  const request = {
    columns: [...columns],
    sort: [],
    query: spellRun(id ?? ""),
    trashed: null,
    offset: 0,
    limit: 1,
  };
  const { data } = useQuery({
    queryKey: ["table", project, request],
    queryFn: ({ signal }) => readTable(project, request, signal),
    enabled: id !== null && settings !== null,
  });
  return {
    id,
    row: id === null ? null : (data?.rows[0] ?? null),
    turn: (next) => change({ baseline: next === id ? (own ? NONE : null) : next === own ? null : next }),
  };
}

function spellRun(id: string): string {
  return `sys/id = "${id.replace(/["\\]/g, "\\$&")}"`;
}
