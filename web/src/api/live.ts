/**
 * What changes on the server, as it changes: one event stream for the page in sight, and what it
 * names is read anew, at most once a second.
 *
 * A browser opens six connections to a host at most; a hidden page gives its own back.
 */

import { type QueryClient, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { callPath, get } from "./client";
import { isReachable, markReached, markUnreachable } from "./reach";
import type { Change, Comparison, Info, SeriesRequest } from "./types";

const PAUSE = 900;
const watchers = new Set<(change: Change) => void>();

/** Call back with every lot of changes. */
export function watchChanges(watcher: (change: Change) => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Follow a project, a run or everything while the page is in sight. */
export function useLive(project: string | null, run: string | null): void {
  const client = useQueryClient();
  useEffect(() => {
    const stream = new LiveStream(client, callPath("/live", { project, run }));
    return () => stream.close();
  }, [client, project, run]);
}

class LiveStream {
  private source: EventSource | null = null;
  private waiting: Change[] = [];
  private timer: number | null = null;
  private retry: number | null = null;
  private lastFlush = 0;

  constructor(
    private readonly client: QueryClient,
    private readonly address: string,
  ) {
    document.addEventListener("visibilitychange", this.follow);
    this.follow();
  }

  close(): void {
    document.removeEventListener("visibilitychange", this.follow);
    this.drop();
    if (this.timer !== null) window.clearTimeout(this.timer);
  }

  private readonly follow = (): void => {
    if (document.hidden) this.drop();
    else if (!this.source) this.open();
  };

  private open(): void {
    const source = new EventSource(this.address);
    let first = true;
    source.onmessage = (event: MessageEvent<string>) => {
      markReached();
      const change = JSON.parse(event.data) as Change;
      if (!first || isNewerThanCache(this.client, change.commit)) this.take(change);
      first = false;
    };
    source.onerror = () => {
      this.drop();
      this.retry = window.setTimeout(() => this.probe(), isReachable() ? 500 : 3_000);
    };
    this.source = source;
  }

  private drop(): void {
    this.source?.close();
    this.source = null;
    if (this.retry !== null) window.clearTimeout(this.retry);
    this.retry = null;
  }

  private async probe(): Promise<void> {
    if (document.hidden) return;
    try {
      await get<Info>("/info");
      this.open();
    } catch {
      markUnreachable();
      this.retry = window.setTimeout(() => this.probe(), 3_000);
    }
  }

  private take(change: Change): void {
    this.waiting.push(change);
    if (this.timer !== null) return;
    const wait = Math.max(0, this.lastFlush + PAUSE - Date.now());
    this.timer = window.setTimeout(() => this.flush(), wait);
  }

  private flush(): void {
    this.timer = null;
    this.lastFlush = Date.now();
    const change = joinChanges(this.waiting);
    this.waiting = [];
    for (const watcher of watchers) watcher(change);
    void this.client.invalidateQueries({
      predicate: (query) => concerns(query.queryKey, change, query.state.data),
    });
  }
}

/** What was read before the stream stood may be older than the commit that its first event tells. */
function isNewerThanCache(client: QueryClient, commit: number): boolean {
  return client
    .getQueryCache()
    .getAll()
    .some((query) => {
      const data: unknown = query.state.data;
      return typeof data === "object" && data !== null && "commit" in data && Number(data.commit) < commit;
    });
}

/** Return one change that says what several said; no runs means "many". */
export function joinChanges(changes: readonly Change[]): Change {
  const last = changes[changes.length - 1];
  const joined: Change = { commit: last?.commit ?? 0, project: last?.project ?? "", runs: [], paths: {} };
  if (changes.some((change) => change.runs.length === 0)) return joined;
  for (const change of changes) {
    for (const run of change.runs) {
      const paths = change.paths[run] ?? [];
      const known = joined.paths[run];
      const many = paths.length === 0 || known?.length === 0;
      joined.paths[run] = many ? [] : [...new Set([...(known ?? []), ...paths])];
    }
  }
  return { ...joined, runs: Object.keys(joined.paths) };
}

/** Say whether what lies under this key, or was read under it, may have changed. */
export function concerns(key: QueryKey, change: Change, data?: unknown): boolean {
  const [kind, subject, detail] = key;
  const many = change.runs.length === 0;
  switch (kind) {
    case "projects":
    case "running":
      return true;
    case "project":
    case "table":
    case "columns":
    case "models":
    case "versions":
    case "trash":
      return many || change.project === "" || subject === change.project;
    case "run":
    case "model":
    case "version":
      return many || change.runs.some((run) => touchesSystem(change.paths[run]));
    case "compare":
      return (
        many || (data as Comparison | undefined)?.runs.some(({ uid }) => change.runs.includes(uid)) === true
      );
    case "files":
      return many || change.runs.includes(String(subject));
    case "lines":
      return many || change.runs.includes(String(subject));
    case "session_fields":
      return many || touchesSystem(change.paths[String(subject)]);
    case "series":
      return many || touchesSeries(detail as SeriesRequest, change);
    default:
      return false;
  }
}

function touchesSystem(paths: string[] | undefined): boolean {
  if (!paths) return false;
  return paths.length === 0 || paths.some((path) => path.startsWith("sys/") || path.startsWith("sessions/"));
}

function touchesSeries(request: SeriesRequest, change: Change): boolean {
  return request.series.some(({ run, path }) => {
    const paths = change.paths[run];
    return paths !== undefined && (paths.length === 0 || paths.includes(path));
  });
}
