/** The rows of a table of models or versions, read in blocks around what is in sight. */

import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { type RegistryRow, registryQuery, type Shelf } from "../../api/registry";
import type { Column, Sort } from "../../api/types";

const BLOCK = 100;

export interface RegistryRows {
  rowAt: (index: number) => RegistryRow | null;
  matched: number;
  isLoading: boolean;
  error: unknown;
  onRange: (first: number, last: number) => void;
}

interface Question {
  columns: Column[];
  sort: Sort[];
  query: string;
}

/** Read the rows of a question. */
export function useRegistry(shelf: Shelf, question: Question): RegistryRows {
  const [range, setRange] = useState({ from: 0, to: 0 });
  const count = range.to - range.from + 1;
  const blocks = Array.from({ length: count }, (_, at) => range.from + at);
  const pages = useQueries({
    queries: blocks.map((block) => ({
      ...registryQuery(shelf, { ...question, offset: block * BLOCK, limit: BLOCK, trashed: false }),
      placeholderData: keepPreviousData,
    })),
  });
  const onRange = useCallback((first: number, last: number) => {
    const next = { from: Math.floor(first / BLOCK), to: Math.floor(last / BLOCK) };
    setRange((before) => (before.from === next.from && before.to === next.to ? before : next));
  }, []);
  return {
    rowAt: (index) => pages[Math.floor(index / BLOCK) - range.from]?.data?.rows[index % BLOCK] ?? null,
    matched: pages[0]?.data?.matched ?? 0,
    isLoading: pages.every((page) => page.isPending),
    error: pages.find((page) => page.error)?.error ?? null,
    onRange,
  };
}
