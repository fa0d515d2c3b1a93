/** Whether the server answers: known from every call, shown as one banner. */

import { useSyncExternalStore } from "react";

let reachable = true;
const listeners = new Set<() => void>();

function set(value: boolean): void {
  if (reachable === value) return;
  reachable = value;
  for (const listener of listeners) listener();
}

/** Note that the server answered. */
export function markReached(): void {
  set(true);
}

/** Note that the server did not answer. */
export function markUnreachable(): void {
  set(false);
}

/** Say whether the last call was answered. */
export function useReachable(): boolean {
  return useSyncExternalStore(watchReach, () => reachable);
}

/** Call back when the server is lost or found. */
export function watchReach(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Say whether the last call was answered, outside of a component. */
export function isReachable(): boolean {
  return reachable;
}
