/** The console of a run: the newest lines first, older ones when asked, what is printed as it comes. */

import { useCallback, useEffect, useRef, useState } from "react";
import { get } from "./client";
import { watchChanges } from "./live";
import type { Line, LinePage } from "./types";

const PAGE = 2_000;
const LARGE_PAGE = 10_000;

export interface ConsoleLines {
  lines: Line[];
  total: number;
  /** Whether older lines are still on the server. */
  hasOlder: boolean;
  isLoading: boolean;
  error: unknown;
  loadOlder: () => void;
}

interface Loaded {
  lines: Line[];
  total: number;
  hasOlder: boolean;
}

const NOTHING: Loaded = { lines: [], total: 0, hasOlder: false };

/** Read and follow the console of a run. */
export function useConsole(uid: string): ConsoleLines {
  const [loaded, setLoaded] = useState<Loaded>(NOTHING);
  const [isLoading, setLoading] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const state = useRef({ loaded: NOTHING, cursor: "", busy: false, again: false });

  const keep = useCallback((next: Loaded) => {
    state.current.loaded = next;
    setLoaded(next);
  }, []);

  useEffect(() => {
    const control = new AbortController();
    state.current = { loaded: NOTHING, cursor: "", busy: true, again: false };
    setLoading(true);
    read(uid, { last: true, limit: PAGE }, control.signal)
      .then((page) => {
        state.current.cursor = page.next;
        keep({ lines: page.lines, total: page.total, hasOlder: page.more });
        setError(null);
      })
      .catch((reason: unknown) => !control.signal.aborted && setError(reason))
      .finally(() => {
        state.current.busy = false;
        if (!control.signal.aborted) setLoading(false);
      });
    return () => control.abort();
  }, [uid, keep]);

  const loadNewer = useCallback(async () => {
    const now = state.current;
    if (now.busy) {
      now.again = true;
      return;
    }
    now.busy = true;
    try {
      let more = true;
      while (more) {
        now.again = false;
        const wanted = now.cursor ? { after: now.cursor, limit: LARGE_PAGE } : { last: true, limit: PAGE };
        const page = await read(uid, wanted);
        now.cursor = page.next || now.cursor;
        const { lines, hasOlder } = now.loaded;
        keep({ lines: page.lines.length ? [...lines, ...page.lines] : lines, total: page.total, hasOlder });
        more = page.more || now.again;
      }
    } catch (reason) {
      setError(reason);
    } finally {
      now.busy = false;
    }
  }, [uid, keep]);

  const loadOlder = useCallback(async () => {
    const now = state.current;
    const first = now.loaded.lines[0];
    if (now.busy || !first || !now.loaded.hasOlder) return;
    now.busy = true;
    try {
      const page = await read(uid, { before: first.cursor, limit: LARGE_PAGE });
      keep({ lines: [...page.lines, ...now.loaded.lines], total: page.total, hasOlder: page.more });
    } catch (reason) {
      setError(reason);
    } finally {
      now.busy = false;
    }
  }, [uid, keep]);

  useEffect(
    () => watchChanges((change) => concernsConsole(uid, change.runs, change.paths) && void loadNewer()),
    [uid, loadNewer],
  );

  return { ...loaded, isLoading, error, loadOlder: () => void loadOlder() };
}

function concernsConsole(uid: string, runs: string[], paths: Record<string, string[]>): boolean {
  if (!runs.length) return true;
  if (!runs.includes(uid)) return false;
  const changed = paths[uid] ?? [];
  return changed.length === 0 || changed.some((path) => path.includes("/console/"));
}

function read(uid: string, parameters: Record<string, string | number | boolean>, signal?: AbortSignal) {
  return get<LinePage>(`/runs/${uid}/console`, parameters, signal);
}
