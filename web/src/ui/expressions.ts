/** What reads regular expressions: it is fetched when the first of them is met. */

import { useMemo, useSyncExternalStore } from "react";
import { AWAITED, type Compile, readSearch, type Search } from "../lib/matching";

const listeners = new Set<() => void>();
let isAsked = false;
let current: Compile = () => {
  if (!isAsked) {
    isAsked = true;
    import("../lib/expressions").then((found) => keep(found.compile), forget);
  }
  return AWAITED;
};

/** Return what compiles expressions: another function when it has come. */
export function useCompile(): Compile {
  return useSyncExternalStore(watch, () => current);
}

/** Return what a search is: a part of the text, or an expression between slashes. */
export function useSearch(text: string): Search {
  const compile = useCompile();
  return useMemo(() => readSearch(text, compile), [text, compile]);
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function keep(compile: Compile): void {
  current = compile;
  for (const listener of listeners) listener();
}

/** The next time that one is met it is fetched again. */
function forget(): void {
  isAsked = false;
}
