/** All fields of a run, read page by page; the first page is there at once, changes are read by their paths. */

import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { watchChanges } from "../../api/live";
import { fieldsQuery, getFields, sessionFieldsQuery } from "../../api/queries";
import type { Change, Field, FieldPage } from "../../api/types";

/** A run, a model or a version: whatever has fields. */
export interface Holder {
  uid: string;
}

export interface Fields {
  fields: readonly Field[];
  total: number;
  isComplete: boolean;
  isLoading: boolean;
  error: unknown;
}

/** Return the fields read so far; the rest follows by itself. */
export function useFields(uid: string): Fields {
  const client = useQueryClient();
  const query = useInfiniteQuery({ ...fieldsQuery(uid), staleTime: Infinity });
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !error) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, error, fetchNextPage]);
  useEffect(() => followFields(client, uid), [client, uid]);
  const fields = useMemo(() => data?.pages.flatMap((page) => page.fields) ?? [], [data]);
  return { fields, total: data?.pages[0]?.total ?? 0, isComplete: !hasNextPage, isLoading: isPending, error };
}

/** Return what the sessions of a run wrote of themselves. */
export function useSessionFields(uid: string): readonly Field[] {
  return useQuery(sessionFieldsQuery(uid)).data?.fields ?? NONE;
}

const NONE: readonly Field[] = [];
const PATHS_AT_ONCE = 60;
/** A run with more fields is read whole only now and then. */
const MANY_FIELDS = 4_000;
const SELDOM = 30_000;

type Pages = InfiniteData<FieldPage, string>;

function followFields(client: QueryClient, uid: string): () => void {
  let lastWhole = Date.now();
  const readWhole = (pages: Pages) => {
    if ((pages.pages[0]?.total ?? 0) > MANY_FIELDS && Date.now() - lastWhole < SELDOM) return;
    lastWhole = Date.now();
    void client.invalidateQueries({ queryKey: ["fields", uid] });
  };
  return watchChanges((change) => {
    const pages = client.getQueryData<Pages>(["fields", uid]);
    const paths = changedPaths(change, uid);
    if (!pages || paths === null) return;
    const known = new Set(pages.pages.flatMap((page) => page.fields.map((field) => field.path)));
    if (paths.length === 0 || paths.length > PATHS_AT_ONCE || paths.some((path) => !known.has(path)))
      readWhole(pages);
    else void readSome(client, uid, paths);
  });
}

/** Return which fields of a run changed; none means many, null that nothing did. */
function changedPaths(change: Change, uid: string): string[] | null {
  if (change.runs.length === 0) return [];
  return change.runs.includes(uid) ? (change.paths[uid] ?? []) : null;
}

async function readSome(client: QueryClient, uid: string, paths: readonly string[]): Promise<void> {
  const { fields } = await getFields(uid, paths).catch(() => ({ fields: [] }));
  const fresh = new Map(fields.map((field) => [field.path, field]));
  client.setQueryData<Pages>(["fields", uid], (before) => before && replaceFields(before, fresh));
}

function replaceFields(before: Pages, fresh: ReadonlyMap<string, Field>): Pages {
  const pages = before.pages.map((page) =>
    page.fields.some((field) => fresh.has(field.path))
      ? { ...page, fields: page.fields.map((field) => fresh.get(field.path) ?? field) }
      : page,
  );
  return { ...before, pages };
}
