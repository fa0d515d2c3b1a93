/** Who made what of a field by hand, and when; the newest first. */

import { useQuery } from "@tanstack/react-query";
import { editsQuery } from "../../api/queries";
import { useNow } from "../../ui/now";
import { TimeText } from "../../ui/Words";
import css from "./FieldHistory.module.css";

const MOST = 100;

/** Nothing for a field that nobody edited. */
export function FieldHistory({ run, path }: { run: string; path: string }) {
  const now = useNow();
  const { data } = useQuery(editsQuery(run, path, MOST));
  if (!data?.edits.length) return null;
  return (
    <section className={css.history} aria-label="Edited by hand">
      <h3>Edited by hand</h3>
      <ol>
        {data.edits.map((edit) => (
          <li key={edit.at}>
            <span className={css.value}>
              <bdi>{edit.deleted ? "deleted" : spell(edit.value)}</bdi>
              {edit.cut && "…"}
            </span>
            <span className={css.who}>
              {edit.by ? `${edit.by}, ` : "before, "}
              <TimeText micros={edit.at} now={now} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function spell(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value);
}
