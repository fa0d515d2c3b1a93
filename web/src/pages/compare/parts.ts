/** The code that two runs kept, part by part: what only one of them has, and what differs. */

import { fileAddress } from "../../api/queries";
import type { Field, FileFacts } from "../../api/types";
import { kindOf } from "../../fields/preview";
import { readNotebook } from "../../lib/notebook";
import { readSessions, type SessionFacts, textOf } from "../run/session-fields";

/** A file of a run's code. */
export interface Part {
  /** The same in two runs for what belongs together. */
  key: string;
  name: string;
  file: FileFacts;
  address: string;
  download: string;
}

export type Mark = "same" | "changed" | "added" | "removed";

export interface PartPair {
  key: string;
  name: string;
  before: Part | null;
  after: Part | null;
  mark: Mark;
}

/** Where code lies: in a session, or in the run, as Neptune's client has it too. */
const SOURCE = /^(?:source|source_code)(?:\/|$)|^git\/diff$/;

/** Return the newest session that kept code, else the newest; null where there is none. */
export function findSession(fields: readonly Field[]): SessionFacts | null {
  const sessions = readSessions(fields).reverse();
  const keeps = (session: SessionFacts) =>
    textOf(session, "git/commit") !== "" || [...session.values.keys()].some((path) => SOURCE.test(path));
  return sessions.find(keeps) ?? sessions[0] ?? null;
}

/** Return the fields that hold code, each with its path inside of the session or run. */
export function listSources(session: SessionFacts | null, own: readonly Field[]): [string, Field][] {
  return [...(session?.values ?? []), ...own.map((field) => [field.path, field] as const)]
    .filter(([path, field]) => field.file && SOURCE.test(path))
    .map(([path, field]) => [path, field]);
}

/** Return the file of a field as a part. */
export function makePart(uid: string, path: string, field: Field, file: FileFacts): Part {
  const inside = file.subpath ? `${path}/${file.subpath}` : path;
  const source = { run: uid, path: field.path, subpath: file.subpath };
  return {
    key: inside,
    name: namePart(inside, file),
    file,
    address: fileAddress(source),
    download: fileAddress(source, true),
  };
}

function namePart(inside: string, file: FileFacts): string {
  if (inside === "git/diff") return "Uncommitted changes";
  if (inside === "source/cells") return "Executed cells";
  return inside === "source/script" ? file.name || "Script" : inside;
}

/** Set the parts of two runs beside each other: uncommitted changes first, then by name. */
export function joinParts(before: readonly Part[], after: readonly Part[]): PartPair[] {
  const [old, fresh] = [byKey(before), byKey(after)];
  const pairs = [...new Set([...old.keys(), ...fresh.keys()])].map((key): PartPair => {
    const pair = { before: old.get(key) ?? null, after: fresh.get(key) ?? null };
    const names = [...new Set([pair.before?.name, pair.after?.name].filter(Boolean))];
    return { key, name: names.join(" → "), ...pair, mark: markOf(pair.before, pair.after) };
  });
  return pairs.sort((a, b) => rankOf(a) - rankOf(b) || a.key.localeCompare(b.key, "en"));
}

function byKey(parts: readonly Part[]): Map<string, Part> {
  return new Map([...parts].reverse().map((part) => [part.key, part]));
}

function markOf(before: Part | null, after: Part | null): Mark {
  if (!before) return "added";
  if (!after) return "removed";
  return before.file.digest === after.file.digest ? "same" : "changed";
}

function rankOf({ key }: PartPair): number {
  return ["git/diff", "source/cells", "source/script"].indexOf(key) + 1 || 4;
}

/** Say whether a file's content can be compared line by line. */
export function isText(file: FileFacts): boolean {
  return !["image", "rows", "audio", "video", "pdf", "none"].includes(kindOf(file));
}

/** Return a text as it is compared: of a notebook its cells, without outputs and numbers that every run changes. */
export function readText(text: string, file: FileFacts | undefined): string {
  if (!file || kindOf(file) !== "notebook") return text;
  try {
    const { cells } = readNotebook(text);
    return cells.map((cell) => `# ${cell.kind} cell\n${cell.text}\n`).join("\n");
  } catch {
    return text;
  }
}
