/**
 * A long list, read in blocks around what is in sight.
 *
 * While somebody has the list in hand nothing moves: what changed is shown where it stands, what is new waits
 * and is counted.
 */

import { type QueryKey, useQueries } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";

export const BLOCK = 100;

export interface Page<Item> {
  items: readonly Item[];
  matched: number;
  /** How many runs there are, whether or not they match. */
  total: number;
  /** How many runs match, where the items are something else. */
  runs: number;
}

export interface BlockSource<Data, Item> {
  /** Says what is asked for: another key is another list. */
  key: string;
  queryKey: (offset: number) => QueryKey;
  read: (offset: number, signal: AbortSignal) => Promise<Data>;
  pageOf: (data: Data) => Page<Item>;
  keyOf: (item: Item) => string;
}

export interface Blocks<Item> {
  itemAt: (index: number) => Item | null;
  find: (key: string) => Item | null;
  /** The place of an item that was read; -1 for any other. */
  placeOf: (key: string) => number;
  items: () => Iterable<Item>;
  matched: number;
  total: number;
  runs: number;
  /** How many wait to be shown. */
  waiting: number;
  /** Of the source that what is shown was read from: until the first answer of another, the one before. */
  key: string;
  isLoading: boolean;
  error: unknown;
  onRange: (first: number, last: number) => void;
  showWaiting: () => void;
}

interface Shown<Item> {
  key: string;
  blocks: Map<number, readonly string[]>;
  items: Map<string, Item>;
  page: Page<Item>;
}

/** Read a list; `isHeld` says that somebody has it in hand. Null asks for nothing. */
export function useBlocks<Data, Item>(source: BlockSource<Data, Item> | null, isHeld: boolean): Blocks<Item> {
  const [range, setRange] = useState({ from: 0, to: 0 });
  const shown = useRef<Shown<Item>>(makeEmpty());
  const [, redraw] = useState(0);
  const blocks = source ? blocksOf(range) : [];
  const results = useQueries({
    queries: blocks.map((block) => ({
      queryKey: source?.queryKey(block * BLOCK) ?? [],
      queryFn: ({ signal }: { signal: AbortSignal }) => source?.read(block * BLOCK, signal) ?? null,
      enabled: source !== null,
    })),
  });
  const pages = new Map<number, Page<Item>>();
  results.forEach((result, index) => {
    const block = blocks[index];
    if (source && result.data && block !== undefined) pages.set(block, source.pageOf(result.data));
  });
  shown.current = mergePages(shown.current, pages, source, isHeld);
  const now = shown.current;
  const fresh = [...pages.values()][0] ?? now.page;
  const onRange = useCallback((first: number, last: number) => {
    const next = { from: Math.floor(first / BLOCK), to: Math.floor(last / BLOCK) };
    setRange((before) => (before.from === next.from && before.to === next.to ? before : next));
  }, []);
  return {
    itemAt: (index) =>
      now.items.get(now.blocks.get(Math.floor(index / BLOCK))?.[index % BLOCK] ?? "") ?? null,
    find: (key) => now.items.get(key) ?? null,
    placeOf: (key) => placeOf(now, key),
    items: () => now.items.values(),
    matched: now.page.matched,
    total: fresh.total,
    runs: fresh.runs,
    waiting: Math.max(0, fresh.matched - now.page.matched),
    key: now.key,
    isLoading: now.key === "" && results.some((result) => result.isPending),
    error: results.find((result) => result.error)?.error ?? null,
    onRange,
    showWaiting: () => {
      shown.current = { ...now, blocks: new Map(), page: fresh };
      redraw((count) => count + 1);
    },
  };
}

function makeEmpty<Item>(): Shown<Item> {
  return { key: "", blocks: new Map(), items: new Map(), page: { items: [], matched: 0, total: 0, runs: 0 } };
}

function placeOf<Item>(shown: Shown<Item>, key: string): number {
  for (const [block, order] of shown.blocks) {
    const at = order.indexOf(key);
    if (at >= 0) return block * BLOCK + at;
  }
  return -1;
}

function blocksOf({ from, to }: { from: number; to: number }): number[] {
  const blocks = new Set([0]);
  for (let block = from; block <= to; block++) blocks.add(block);
  return [...blocks];
}

function mergePages<Data, Item>(
  before: Shown<Item>,
  pages: ReadonlyMap<number, Page<Item>>,
  source: BlockSource<Data, Item> | null,
  isHeld: boolean,
): Shown<Item> {
  const first = [...pages.values()][0];
  if (!source || !first) return before;
  const isSame = before.key === source.key;
  const items = new Map(isSame ? before.items : []);
  const blocks = new Map(isSame ? before.blocks : []);
  let changed = !isSame;
  for (const [block, page] of pages) {
    const order = page.items.map(source.keyOf);
    page.items.forEach((item, index) => {
      const key = order[index] ?? "";
      if (items.get(key) === item) return;
      items.set(key, item);
      changed = true;
    });
    const known = blocks.get(block);
    if (known && (isHeld || known.join() === order.join())) continue;
    blocks.set(block, order);
    changed = true;
  }
  const page = isSame && isHeld ? before.page : first;
  if (!changed && page.matched === before.page.matched && page.total === before.page.total) return before;
  return { key: source.key, blocks, items, page };
}
