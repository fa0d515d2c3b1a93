/** What is marked in printed lines: matches of a search, and tracebacks. */

import type { AnsiSpan } from "./ansi";
import type { Compile } from "./matching";

export interface MarkedSpan extends AnsiSpan {
  isMatch: boolean;
}

const MOST_MATCHES = 200;

export type Find = (text: string) => [number, number][];

/** Return what finds where a search matches in a text, from and to; a pattern stands between slashes. */
export function makeFind(search: string, compile: Compile): Find {
  if (!search) return () => [];
  if (search.length > 2 && search.startsWith("/") && search.endsWith("/")) {
    const { find } = compile(search.slice(1, -1), "");
    return (text) => find(text, MOST_MATCHES);
  }
  return (text) => findPart(text, search);
}

function findPart(text: string, search: string): [number, number][] {
  const found: [number, number][] = [];
  const [lower, wanted] = [text.toLowerCase(), search.toLowerCase()];
  if (lower.length !== text.length) return found;
  for (let at = lower.indexOf(wanted); at >= 0 && found.length < MOST_MATCHES; ) {
    found.push([at, at + wanted.length]);
    at = lower.indexOf(wanted, at + wanted.length);
  }
  return found;
}

/** Cut spans at the edges of matches, which may reach over several of them. */
export function markSpans(spans: readonly AnsiSpan[], matches: readonly [number, number][]): MarkedSpan[] {
  const marked: MarkedSpan[] = [];
  let offset = 0;
  for (const span of spans) {
    const end = offset + span.text.length;
    let from = offset;
    for (const [first, last] of matches) {
      if (last <= from || first >= end) continue;
      if (first > from) marked.push({ ...span, text: cut(from, first), isMatch: false });
      const start = Math.max(first, from);
      from = Math.min(last, end);
      marked.push({ ...span, text: cut(start, from), isMatch: true });
    }
    if (from < end) marked.push({ ...span, text: cut(from, end), isMatch: false });
    offset = end;

    function cut(first: number, last: number): string {
      return span.text.slice(first + span.text.length - end, last + span.text.length - end);
    }
  }
  return marked;
}

const HEAD = "Traceback (most recent call last):";
const BETWEEN = /^(The above exception was the direct cause|During handling of the above exception)/;

/** Say of each line whether it belongs to a traceback; the lines of each stream are looked at by themselves. */
export function markTracebacks(lines: readonly { text: string; path: string }[]): Uint8Array {
  const marks = new Uint8Array(lines.length);
  const inside = new Map<string, boolean>();
  lines.forEach(({ text, path }, index) => {
    const isHead = text.includes(HEAD);
    if (isHead) inside.set(path, true);
    else if (!inside.get(path)) {
      if (BETWEEN.test(text)) marks[index] = 1;
      return;
    }
    marks[index] = 1;
    // The last line of a traceback is the first that is not set in: the exception.
    if (!isHead && !/^\s/.test(text)) inside.set(path, false);
  });
  return marks;
}
