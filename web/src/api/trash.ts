/** The trash of a project: what is in it, and what can be done with it. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, send } from "./client";
import { projectCall } from "./queries";
import type { TrashPage, TrashResult, TrashWeight } from "./types";

const PAGE = 100;

/** What is in the trash, put there last first. */
export function trashQuery(project: string) {
  return infiniteQueryOptions({
    queryKey: ["trash", project],
    queryFn: ({ pageParam, signal }) =>
      get<TrashPage>(`${projectCall(project)}/trash`, { offset: pageParam, limit: PAGE }, signal),
    initialPageParam: 0,
    getNextPageParam: (page: TrashPage, pages: TrashPage[]) =>
      pages.length * PAGE < page.total ? pages.length * PAGE : undefined,
  });
}

/** What deleting these would free. */
export function weightQuery(project: string, ids: readonly string[]) {
  return queryOptions({
    queryKey: ["trash", project, "weight", ids],
    queryFn: ({ signal }) =>
      send<TrashWeight>("POST", `${projectCall(project)}/trash/weigh`, { ids }, signal),
  });
}

/** Put objects of a project into its trash. */
export function moveToTrash(project: string, ids: readonly string[]): Promise<TrashResult> {
  return send("POST", `${projectCall(project)}/trash`, { ids });
}

/** Take objects out of the trash of a project. */
export function restoreFromTrash(project: string, ids: readonly string[]): Promise<TrashResult> {
  return send("POST", `${projectCall(project)}/trash/restore`, { ids });
}

/** Delete objects of the trash for good; without any, all that is in it. */
export function deleteForGood(project: string, ids: readonly string[] | null): Promise<TrashResult> {
  const call = `${projectCall(project)}/trash`;
  return ids === null ? send("DELETE", call, undefined) : send("POST", `${call}/delete`, { ids });
}
