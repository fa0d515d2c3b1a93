/** All fields of a run, read page by page; the first page is there at once. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { fieldsQuery } from "../../api/queries";
import type { Field } from "../../api/types";

export interface Fields {
  fields: readonly Field[];
  total: number;
  isComplete: boolean;
  isLoading: boolean;
  error: unknown;
}

/** Return the fields read so far; the rest follows by itself. */
export function useFields(uid: string): Fields {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    fieldsQuery(uid),
  );
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !error) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, error, fetchNextPage]);
  const fields = useMemo(() => data?.pages.flatMap((page) => page.fields) ?? [], [data]);
  return { fields, total: data?.pages[0]?.total ?? 0, isComplete: !hasNextPage, isLoading: isPending, error };
}
