/** What stood in a description before: who wrote it and when; each can be read again, and brought back. */

import { useMutation, useQuery } from "@tanstack/react-query";
import type { editsQuery, projectEditsQuery } from "../../api/queries";
import type { Edit } from "../../api/types";
import { Markdown } from "../../fields/Markdown";
import { firstLine } from "../../lib/first-line";
import { Button } from "../../ui/Button";
import { useNow } from "../../ui/now";
import { TimeText } from "../../ui/Words";
import { FormError } from "../Failure";
import css from "./NotesHistory.module.css";

/** Versions that are listed. */
export const MOST_EDITS = 50;

interface NotesHistoryProps {
  /** What stands there now. */
  text: string;
  query: ReturnType<typeof editsQuery | typeof projectEditsQuery>;
  mayWrite: boolean;
  onSave: (text: string) => Promise<unknown>;
}

/** Nothing for a text that nobody edited. */
export function NotesHistory({ text, query, mayWrite, onSave }: NotesHistoryProps) {
  const { data } = useQuery(query);
  const restore = useMutation({ mutationFn: onSave });
  const before = (data?.edits ?? []).filter((edit, place) => place > 0 || textOf(edit) !== text);
  if (before.length === 0) return null;
  return (
    <section className={css.history} aria-label="Written before">
      <h2>Written before</h2>
      <FormError error={restore.error} />
      <ol>
        {before.map((edit) => (
          <li key={`${edit.at} ${edit.by}`}>
            <Version
              edit={edit}
              onRestore={mayWrite && !edit.cut ? () => restore.mutate(textOf(edit)) : null}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Version({ edit, onRestore }: { edit: Edit; onRestore: (() => void) | null }) {
  const now = useNow();
  const text = textOf(edit);
  return (
    <details>
      <summary>
        <span className={css.line}>
          <bdi>{firstLine(text) || "Nothing"}</bdi>
        </span>
        <span className={css.who}>
          {edit.by ? `${edit.by}, ` : "at first, "}
          <TimeText micros={edit.at} now={now} />
        </span>
      </summary>
      <div className={css.text}>
        {text ? <Markdown text={text} /> : <p className={css.who}>There was no text.</p>}
        {edit.cut && <p className={css.who}>Of this text only the beginning was kept.</p>}
        {onRestore && (
          <Button small onClick={onRestore}>
            Bring it back
          </Button>
        )}
      </div>
    </details>
  );
}

function textOf({ value, deleted }: Edit): string {
  return deleted || value === null || value === undefined ? "" : String(value);
}
