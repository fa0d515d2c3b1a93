/** Differences as rows: what stayed, what came, what went, and how much of the unchanged is folded away. */

import { diffLines } from "diff";

export type DiffKind = "same" | "added" | "removed" | "fold";

export interface DiffRow {
  kind: DiffKind;
  /** Line numbers before and after, from 1; null where the line is not there. */
  before: number | null;
  after: number | null;
  text: string;
  /** The rows that a fold holds; none where a patch does not carry them. */
  hidden?: DiffRow[];
  /** How many lines a fold stands for; 0 where nobody knows. */
  count?: number;
}

export interface Diff {
  rows: DiffRow[];
  added: number;
  removed: number;
  /** What is not shown, and why; empty where everything is. */
  note: string;
}

const MOST_CHARACTERS = 4_000_000;
const MOST_MILLISECONDS = 1_500;
/** Unchanged lines that stay in sight beside a change. */
const BESIDE = 3;

/** Return the differences of two texts, line by line. */
export function diffTexts(before: string, after: string): Diff {
  const [old, fresh] = [endWithLine(before), endWithLine(after)];
  if (old.length + fresh.length > MOST_CHARACTERS)
    return { rows: [], added: 0, removed: 0, note: "These texts are too long to be compared here." };
  const parts = diffLines(old, fresh, { timeout: MOST_MILLISECONDS });
  if (parts) return countRows(parts, "");
  const whole = [
    { value: old, removed: true, added: false },
    { value: fresh, removed: false, added: true },
  ];
  return countRows(whole, "They differ too much to be compared line by line: one stands after the other.");
}

function endWithLine(text: string): string {
  const plain = text.replace(/\r\n?/g, "\n");
  return plain === "" || plain.endsWith("\n") ? plain : `${plain}\n`;
}

function countRows(
  parts: readonly { value: string; added: boolean; removed: boolean }[],
  note: string,
): Diff {
  const rows: DiffRow[] = [];
  let [before, after, added, removed] = [0, 0, 0, 0];
  for (const part of parts) {
    const lines = part.value.split("\n");
    lines.pop();
    for (const text of lines) {
      if (part.added) {
        rows.push({ kind: "added", before: null, after: ++after, text });
        added += 1;
      } else if (part.removed) {
        rows.push({ kind: "removed", before: ++before, after: null, text });
        removed += 1;
      } else rows.push({ kind: "same", before: ++before, after: ++after, text });
    }
  }
  return { rows: foldRows(rows), added, removed, note };
}

/** Fold long unchanged stretches, but for a few lines beside each change. */
export function foldRows(rows: readonly DiffRow[]): DiffRow[] {
  const folded: DiffRow[] = [];
  for (let from = 0; from < rows.length; ) {
    const row = rows[from];
    if (!row) break;
    if (row.kind !== "same") {
      folded.push(row);
      from += 1;
      continue;
    }
    let to = from;
    while (rows[to]?.kind === "same") to += 1;
    const first = from === 0 ? from : from + BESIDE;
    const last = to === rows.length ? to : to - BESIDE;
    if (last - first > 1) {
      const hidden = rows.slice(first, last);
      folded.push(...rows.slice(from, first), makeFold(hidden, hidden.length), ...rows.slice(last, to));
    } else folded.push(...rows.slice(from, to));
    from = to;
  }
  return folded;
}

/** Return a fold; `hidden` is empty where the lines are not known. */
export function makeFold(hidden: DiffRow[], count: number): DiffRow {
  return { kind: "fold", before: null, after: null, text: "", hidden, count };
}

/** Two rows beside each other; a side is null where nothing stands there. */
export interface DiffPair {
  left: DiffRow | null;
  right: DiffRow | null;
}

/** Set what was removed beside what was added in its place. */
export function pairRows(rows: readonly DiffRow[]): DiffPair[] {
  const pairs: DiffPair[] = [];
  let removed: DiffRow[] = [];
  let added: DiffRow[] = [];
  const flush = () => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++)
      pairs.push({ left: removed[i] ?? null, right: added[i] ?? null });
    removed = [];
    added = [];
  };
  for (const row of rows) {
    if (row.kind === "removed") {
      if (added.length) flush();
      removed.push(row);
    } else if (row.kind === "added") added.push(row);
    else {
      flush();
      pairs.push({ left: row, right: row });
    }
  }
  flush();
  return pairs;
}

/** Return the stretch of a line that differs from the other line: from where to where, in characters. */
export function changedStretch(text: string, other: string): [number, number] {
  const most = Math.min(text.length, other.length);
  let start = 0;
  while (start < most && text[start] === other[start]) start += 1;
  let end = 0;
  while (end < most - start && text[text.length - 1 - end] === other[other.length - 1 - end]) end += 1;
  return [start, text.length - end];
}
