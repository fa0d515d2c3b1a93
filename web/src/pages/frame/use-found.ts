/** What the palette finds: projects and runs by what they are called. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { searchQuery } from "../../api/queries";
import type { Found } from "../../api/types";

const MOST = 8;
const NOTHING: Found = { projects: [], runs: [] };

/** Return what a text finds; without one nothing. */
export function useFound(text: string): Found & { isSearching: boolean } {
  const wanted = text.trim();
  const { data, isFetching } = useQuery({
    ...searchQuery(wanted, MOST),
    enabled: wanted !== "",
    placeholderData: keepPreviousData,
  });
  return { ...(wanted && data ? data : NOTHING), isSearching: isFetching };
}
