/** A short table of text: no sorting, no windows. */

import type { ReactNode } from "react";
import css from "./PlainTable.module.css";

/** The heads of the columns, and rows below them; an empty head stands over what can be done with a row. */
export function PlainTable({ heads, children }: { heads: readonly string[]; children: ReactNode }) {
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head || <span className="unseen">Actions</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
