/** What a session wrote of itself, found among the run's fields. */

import type { Field } from "../../api/types";
import { readNumber } from "../../lib/numbers";

const SESSION = /^sessions\/([^/]+)\/(.+)$/;

export interface SessionFacts {
  /** The 8 characters after `sessions/`. */
  key: string;
  values: ReadonlyMap<string, Field>;
}

/** Return the sessions of a run in the order of their start. */
export function readSessions(fields: readonly Field[]): SessionFacts[] {
  const sessions = new Map<string, Map<string, Field>>();
  for (const field of fields) {
    const [, key, rest] = SESSION.exec(field.path) ?? [];
    if (!key || !rest) continue;
    const known = sessions.get(key);
    if (known) known.set(rest, field);
    else sessions.set(key, new Map([[rest, field]]));
  }
  return [...sessions].map(([key, values]) => ({ key, values })).sort((a, b) => startOf(a) - startOf(b));
}

/** Return when a session started, in microseconds; 0 where it did not say. */
export function startOf(session: SessionFacts): number {
  return readNumber(session.values.get("started_at")?.value) ?? 0;
}

/** Return a session's text at a path; empty where it has none. */
export function textOf(session: SessionFacts, path: string): string {
  const value = session.values.get(path)?.value;
  return value === null || value === undefined ? "" : String(value);
}

/** Return the session's part of a path, and the rest. */
export function splitSession(path: string): { key: string; rest: string } {
  const [, key = "", rest = path] = SESSION.exec(path) ?? [];
  return { key, rest };
}
