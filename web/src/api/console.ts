/** The console of a run: a stretch of its lines that grows to both sides, jumps, and follows what is printed. */

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { get } from "./client";
import { watchChanges } from "./live";
import type { Line, LinePage } from "./types";

const FIRST_PAGE = 1_000;
const PAGE = 5_000;
/** Lines that are held; beyond it those farthest away are let go. */
const MOST = 50_000;
const MOST_MATCHES = 10_000;

export interface ConsoleState {
  lines: readonly Line[];
  total: number;
  hasOlder: boolean;
  hasNewer: boolean;
  isLoading: boolean;
  error: unknown;
}

const NOTHING: ConsoleState = {
  lines: [],
  total: 0,
  hasOlder: false,
  hasNewer: false,
  isLoading: true,
  error: null,
};

/** Reads the console of one run, one request at a time. */
export class ConsoleReader {
  private state = NOTHING;
  private readonly listeners = new Set<() => void>();
  private control = new AbortController();
  private work: Promise<void> = Promise.resolve();
  private waiting = 0;
  /** Behind which lines the newest ones follow, also while none are there. */
  private next = "";

  constructor(private readonly uid: string) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly look = (): ConsoleState => this.state;

  /** Begin, and follow; returns how to end it. */
  open(): () => void {
    this.control = new AbortController();
    this.toEnd();
    const unwatch = watchChanges((change) => {
      if (concernsConsole(this.uid, change.runs, change.paths)) this.follow();
    });
    return () => {
      unwatch();
      this.control.abort();
    };
  }

  /** Show the newest lines. */
  toEnd(): void {
    this.queue(async () => {
      const page = await this.read({ last: true, limit: FIRST_PAGE });
      this.next = page.next;
      this.set({ lines: page.lines, total: page.total, hasOlder: page.more, hasNewer: false });
    });
  }

  /** Show the first lines. */
  toStart(): void {
    this.queue(async () => {
      const page = await this.read({ limit: FIRST_PAGE });
      this.next = page.next;
      this.set({ lines: page.lines, total: page.total, hasOlder: false, hasNewer: page.more });
    });
  }

  /** Have the line with this cursor among those that are held. */
  toLine(cursor: string): void {
    if (this.state.lines.some((line) => line.cursor === cursor)) return;
    this.queue(async () => {
      const before = await this.read({ before: cursor, limit: FIRST_PAGE });
      const behind = before.lines[before.lines.length - 1]?.cursor ?? "";
      const after = await this.read({ after: behind, limit: FIRST_PAGE });
      this.next = after.next;
      this.set({
        lines: [...before.lines, ...after.lines],
        total: after.total,
        hasOlder: before.more,
        hasNewer: after.more,
      });
    });
  }

  /** Read older lines. */
  older(): void {
    if (this.waiting > 0 || !this.state.hasOlder) return;
    this.queue(async () => {
      const { lines, hasNewer } = this.state;
      const first = lines[0];
      if (!first) return;
      const page = await this.read({ before: first.cursor, limit: PAGE });
      const all = [...page.lines, ...lines];
      const kept = all.slice(0, MOST);
      if (kept.length < all.length) this.next = kept[kept.length - 1]?.cursor ?? "";
      this.set({
        lines: kept,
        total: page.total,
        hasOlder: page.more,
        hasNewer: hasNewer || kept.length < all.length,
      });
    });
  }

  /** Read newer lines. */
  newer(): void {
    if (this.waiting > 0 || !this.state.hasNewer) return;
    this.queue(() => this.append());
  }

  private follow(): void {
    if (this.state.isLoading || this.state.hasNewer || this.waiting > 1) return;
    this.queue(async () => {
      do await this.append();
      while (this.state.hasNewer && !this.control.signal.aborted);
    });
  }

  private async append(): Promise<void> {
    const page = await this.read(this.next ? { after: this.next, limit: PAGE } : { limit: PAGE });
    this.next = page.next || this.next;
    const { lines, hasOlder } = this.state;
    const all = page.lines.length ? [...lines, ...page.lines] : lines;
    const kept = all.length > MOST ? all.slice(all.length - MOST) : all;
    this.set({
      lines: kept,
      total: page.total,
      hasOlder: hasOlder || kept.length < all.length,
      hasNewer: page.more,
    });
  }

  private queue(task: () => Promise<void>): void {
    const { signal } = this.control;
    this.waiting += 1;
    this.work = this.work.then(async () => {
      try {
        if (!signal.aborted) await task();
      } catch (error) {
        if (!signal.aborted) this.set({ error });
      } finally {
        this.waiting -= 1;
      }
    });
  }

  private async read(parameters: Parameters): Promise<LinePage> {
    return read(this.uid, parameters, this.control.signal);
  }

  private set(part: Partial<ConsoleState>): void {
    if (this.control.signal.aborted) return;
    this.state = { ...this.state, error: null, ...part, isLoading: false };
    for (const listener of this.listeners) listener();
  }
}

/** Read and follow the console of a run. */
export function useConsole(uid: string): [ConsoleState, ConsoleReader] {
  const [reader] = useState(() => new ConsoleReader(uid));
  useEffect(() => reader.open(), [reader]);
  return [useSyncExternalStore(reader.subscribe, reader.look), reader];
}

/** The newest lines that match a search, and how many there are. */
export function searchQuery(uid: string, search: string) {
  return queryOptions({
    queryKey: ["console_search", uid, search],
    queryFn: ({ signal }) => read(uid, { search, last: true, limit: MOST_MATCHES }, signal),
    placeholderData: keepPreviousData,
    enabled: search !== "",
    retry: false,
  });
}

function concernsConsole(uid: string, runs: string[], paths: Record<string, string[]>): boolean {
  if (!runs.length) return true;
  if (!runs.includes(uid)) return false;
  const changed = paths[uid] ?? [];
  return changed.length === 0 || changed.some((path) => path.includes("/console/"));
}

type Parameters = Record<string, string | number | boolean>;

function read(uid: string, parameters: Parameters, signal?: AbortSignal): Promise<LinePage> {
  return get<LinePage>(`/runs/${uid}/console`, parameters, signal);
}
