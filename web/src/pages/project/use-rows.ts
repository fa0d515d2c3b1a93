/**
 * The rows of a long table, read in blocks around what is in sight.
 *
 * While somebody has the table in hand no row moves: what changed is shown where it stands, what
 * is new waits and is counted.
 */

import { useQueries } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { tableQuery } from "../../api/queries";
import type { TablePage, TableRequest, TableRow } from "../../api/types";

const BLOCK = 100;

export interface Rows {
  rowAt: (index: number) => TableRow | null;
  /** The first rows, for the charts. */
  first: readonly TableRow[];
  find: (run: string) => TableRow | null;
  matched: number;
  total: number;
  /** Runs that wait to be shown. */
  waiting: number;
  isLoading: boolean;
  error: unknown;
  onRange: (first: number, last: number) => void;
  showWaiting: () => void;
}

interface Shown {
  key: string;
  blocks: Map<number, readonly string[]>;
  rows: Map<string, TableRow>;
  matched: number;
  total: number;
}

const EMPTY: Shown = { key: "", blocks: new Map(), rows: new Map(), matched: 0, total: 0 };

/** Read the rows of a question; `isHeld` says that somebody has the table in hand. */
export function useRows(
  project: string,
  question: Pick<TableRequest, "columns" | "sort" | "query"> | null,
  isHeld: boolean,
  chartRows: number,
): Rows {
  const [range, setRange] = useState({ from: 0, to: 0 });
  const shown = useRef<Shown>(EMPTY);
  const [, redraw] = useState(0);
  const blocks = question ? blocksOf(range) : [];
  const results = useQueries({
    queries: blocks.map((block) => {
      const offset = block * BLOCK;
      const request = { columns: [], sort: [], query: "", trashed: false, ...question, offset, limit: BLOCK };
      return tableQuery(project, request);
    }),
  });
  const pages = new Map<number, TablePage>();
  results.forEach((result, index) => {
    const block = blocks[index];
    if (result.data && block !== undefined) pages.set(block, result.data);
  });
  shown.current = mergePages(shown.current, pages, `${project} ${JSON.stringify(question)}`, isHeld);
  const now = shown.current;
  const fresh = [...pages.values()][0];
  const onRange = useCallback((first: number, last: number) => {
    const next = { from: Math.floor(first / BLOCK), to: Math.floor(last / BLOCK) };
    setRange((before) => (before.from === next.from && before.to === next.to ? before : next));
  }, []);
  const firstIds = (now.blocks.get(0) ?? []).slice(0, chartRows).join();
  const first = useMemo(
    () => firstIds.split(",").flatMap((uid) => now.rows.get(uid) ?? []),
    [firstIds, now.rows],
  );
  return {
    rowAt: (index) => now.rows.get(now.blocks.get(Math.floor(index / BLOCK))?.[index % BLOCK] ?? "") ?? null,
    first,
    find: (run) => [...now.rows.values()].find((row) => row.run.uid === run || row.run.id === run) ?? null,
    matched: now.matched,
    total: fresh?.total ?? now.total,
    waiting: Math.max(0, (fresh?.matched ?? now.matched) - now.matched),
    isLoading: now.key === "" && results.some((result) => result.isPending),
    error: results.find((result) => result.error)?.error ?? null,
    onRange,
    showWaiting: () => {
      shown.current = { ...now, blocks: new Map(), matched: fresh?.matched ?? now.matched };
      redraw((count) => count + 1);
    },
  };
}

function blocksOf({ from, to }: { from: number; to: number }): number[] {
  const blocks = new Set([0]);
  for (let block = from; block <= to; block++) blocks.add(block);
  return [...blocks];
}

function mergePages(
  before: Shown,
  pages: ReadonlyMap<number, TablePage>,
  key: string,
  isHeld: boolean,
): Shown {
  const first = [...pages.values()][0];
  if (!first) return before;
  const isSame = before.key === key;
  const rows = new Map(isSame ? before.rows : []);
  const blocks = new Map(isSame ? before.blocks : []);
  let changed = !isSame;
  for (const [block, page] of pages) {
    for (const row of page.rows) {
      if (rows.get(row.run.uid) === row) continue;
      rows.set(row.run.uid, row);
      changed = true;
    }
    const order = page.rows.map((row) => row.run.uid);
    const known = blocks.get(block);
    if (known && (isHeld || known.join() === order.join())) continue;
    blocks.set(block, order);
    changed = true;
  }
  const matched = isSame && isHeld ? before.matched : first.matched;
  if (!changed && matched === before.matched) return before;
  return { key, blocks, rows, matched, total: first.total };
}
