/** Changing runs by hand; what is refused is told with its reason. */

import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiProblem, send } from "../../api/client";
import { projectCall } from "../../api/queries";
import type { BulkRequest, BulkResult } from "../../api/types";

/** One change of a field, as the API spells it. */
export type HandOperation =
  | { op: "assign"; path: string; value: unknown; type?: string }
  | { op: "add" | "remove"; path: string; values: string[] }
  | { op: "delete"; path: string };

interface Receipt {
  refused: { path: string; detail: string; remedy: string; code: string }[];
}

/** Write to one run; fails with the first refusal. */
export function useWrite(run: string): UseMutationResult<void, Error, HandOperation[]> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (operations: HandOperation[]) => {
      const { refused } = await send<Receipt>("POST", `/runs/${encodeURIComponent(run)}/operations`, {
        operations,
      });
      const [first] = refused;
      if (first)
        throw new ApiProblem({ ...first, title: first.detail, status: 400, type: "", position: null });
    },
    onSuccess: () => refreshRuns(client),
  });
}

/** Tag or stop many runs. */
export function useBulk(project: string): UseMutationResult<BulkResult, Error, BulkRequest> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: BulkRequest) => send<BulkResult>("POST", `${projectCall(project)}/bulk`, request),
    onSuccess: () => refreshRuns(client),
  });
}

/** Put runs into the trash, or take them out again. */
export function useTrash(
  project: string,
): UseMutationResult<void, Error, { ids: string[]; isBack?: boolean }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ ids, isBack = false }) => {
      await send("POST", `${projectCall(project)}/trash${isBack ? "/restore" : ""}`, { ids });
    },
    onSuccess: () => refreshRuns(client),
  });
}

function refreshRuns(client: ReturnType<typeof useQueryClient>): Promise<void> {
  const touched = ["table", "run", "fields", "differences", "edits", "project", "running"];
  return client.invalidateQueries({ predicate: (query) => touched.includes(String(query.queryKey[0])) });
}
