/** Chooses between what differs and everything; all parts of the page share it. */

import { useAddress } from "../../state/address";
import css from "./ComparePage.module.css";

/** A box that is ticked at first. */
export function OnlyDifferences({ isAll }: { isAll: boolean }) {
  const [, change] = useAddress();
  return (
    <label className={css.only}>
      <input
        type="checkbox"
        checked={!isAll}
        onChange={(event) => change({ fields: event.target.checked ? null : "all" })}
      />
      Only differences
    </label>
  );
}
