/** The present, for "32m ago": it moves on every few seconds, for all who show it at once. */

import { useSyncExternalStore } from "react";

const EVERY = 5_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: number | null = null;

/** Return the present in milliseconds, a few seconds coarse. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => now);
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === null) {
    now = Date.now();
    timer = window.setInterval(tick, EVERY);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) {
      window.clearInterval(timer);
      timer = null;
    }
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}
