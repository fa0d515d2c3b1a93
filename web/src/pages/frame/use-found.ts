/** What the palette finds: projects by name, runs by id or name. */

import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { projectsQuery, tableQuery } from "../../api/queries";
import type { Project, Run } from "../../api/types";
import { spellFind, spellId } from "../../lib/find-query";
import { readSearch } from "../../lib/matching";
import { nameProject } from "../../lib/project-name";

const MOST_RUNS = 8;
const MOST_PROJECTS = 6;
/** Outside of a project, runs of so many are looked through: those that changed last. */
const LOOKED_THROUGH = 4;

export interface Found {
  projects: readonly Project[];
  runs: readonly Run[];
  isSearching: boolean;
}

/** Return what a text finds; without one nothing. */
export function useFound(text: string, project: string | null): Found {
  const { data: all = [], isPending } = useQuery(projectsQuery);
  const query = spellFind(text);
  const matches = readSearch(text).matches;
  const byChange = [...all].sort((a, b) => b.updated_at - a.updated_at);
  const places = project ? [project] : byChange.slice(0, LOOKED_THROUGH).map(nameProject);
  // Whose id it is comes first, also where many have it in theirs.
  const asked = places.flatMap((place) => [spellId(text), query].map((one) => ({ place, query: one })));
  const pages = useQueries({
    queries: (query ? asked : []).map((one) => ({
      ...tableQuery(one.place, {
        columns: [],
        sort: [{ path: "sys/created_at", descending: true }],
        query: one.query,
        offset: 0,
        limit: MOST_RUNS,
        trashed: false,
      }),
      ...(one.query === query && { placeholderData: keepPreviousData }),
    })),
  });
  const runs = new Map<string, Run>();
  for (const at of [0, 1]) {
    pages.forEach((page, index) => {
      if (index % 2 === at) for (const { run } of page.data?.rows ?? []) runs.set(run.uid, run);
    });
  }
  return {
    projects: query ? byChange.filter((one) => matches(nameProject(one))).slice(0, MOST_PROJECTS) : [],
    runs: query ? [...runs.values()].slice(0, MOST_RUNS) : [],
    isSearching: isPending || pages.some((page) => page.isFetching),
  };
}
