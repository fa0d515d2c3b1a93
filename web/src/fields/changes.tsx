/** What a run changed against another, in one line or as a list. */

import type { ConfigChange } from "../api/types";
import { splitPath } from "../lib/field-paths";
import { formatNumber, readNumber } from "../lib/numbers";
import { joinClasses } from "../ui/classes";
import css from "./fields.module.css";

/** One change: `lr 0.1→0.01`, `aug.py +12 −3`, `torch 2.1→2.2`. */
export function ChangeText({ change, isWhole = false }: { change: ConfigChange; isWhole?: boolean }) {
  const { path, before, after, added, removed } = change;
  const { prefix, leaf } = splitPath(path);
  return (
    <span className={joinClasses(css.change, isWhole && css.whole)} title={describeChange(change)}>
      <span className={css.changeName}>
        {isWhole && <span className={css.dim}>{prefix}</span>}
        <bdi>{leaf}</bdi>
      </span>{" "}
      {added !== null || removed !== null ? (
        <>
          <span className={joinClasses("mono", css.added)}>+{added ?? 0}</span>{" "}
          <span className={joinClasses("mono", css.removed)}>−{removed ?? 0}</span>
        </>
      ) : (
        <span className="mono">
          <bdi>{spellSide(before)}</bdi>
          <span className={css.arrow}>→</span>
          <bdi>{spellSide(after)}</bdi>
        </span>
      )}
    </span>
  );
}

/** Changes beside each other, as many as there is room for. */
export function ChangeLine({ changes, total }: { changes: readonly ConfigChange[]; total: number }) {
  const more = total - changes.length;
  return (
    <span className={css.changes} title={changes.map(describeChange).join("\n")}>
      {changes.map((change) => (
        <ChangeText key={`${change.kind} ${change.path}`} change={change} />
      ))}
      {more > 0 && <span className={css.dim}>{more} more</span>}
    </span>
  );
}

/** Return a change as plain text. */
export function describeChange({ path, before, after, added, removed }: ConfigChange): string {
  if (added !== null || removed !== null) return `${path} +${added ?? 0} −${removed ?? 0}`;
  return `${path} ${spellWhole(before)} → ${spellWhole(after)}`;
}

const ROOM = 24;

function spellSide(value: unknown): string {
  const number = typeof value === "string" ? null : readNumber(value);
  if (number !== null) return formatNumber(number);
  if (value === null || value === undefined) return "none";
  if (typeof value === "boolean") return value ? "on" : "off";
  const text = spellWhole(value);
  return text.length > ROOM ? `${text.slice(0, ROOM - 1)}…` : text;
}

function spellWhole(value: unknown): string {
  if (value === null || value === undefined) return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}
