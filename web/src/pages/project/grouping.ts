/** How runs are put together in the table, as the address says it. */

import type { Grouping } from "../../api/types";
import { splitPath } from "../../lib/field-paths";
import type { AddressChange } from "../../state/address";
import { readList, spellList } from "../../state/address";

/** Where the reason of a run's end stands; reasons that differ in numbers only are one. */
export const REASON = "sys/reason";
export const STATE = "sys/state";

/** Return the grouping of the address; null for none. */
export function readGrouping(address: URLSearchParams): Grouping | null {
  const by = readList(address.get("group"));
  const except = address.get("except");
  if (by.length === 0 && except === null) return null;
  return { by, apart_from: except === null ? null : readList(except) };
}

/** Return a grouping as it stands in the address: `group=config/lr`, `except=config/seed`. */
export function spellGrouping(grouping: Grouping | null): AddressChange {
  return {
    group: spellList(grouping?.by ?? []),
    except: grouping?.apart_from ? (spellList(grouping.apart_from) ?? "") : null,
  };
}

/** Return a grouping in words: `same configuration except seed`. */
export function nameGrouping(grouping: Grouping | null): string {
  if (!grouping) return "none";
  const { by = [], apart_from: except } = grouping;
  const words = by.map((path) =>
    path === REASON ? "reason" : path === STATE ? "state" : splitPath(path).leaf,
  );
  if (!except) return words.join(", ");
  const same = except.length
    ? `same configuration except ${except.map((path) => splitPath(path).leaf).join(", ")}`
    : "same configuration";
  return [same, ...words].join(", ");
}

/** Say whether two groupings are one. */
export function isSameGrouping(a: Grouping | null, b: Grouping | null): boolean {
  return JSON.stringify(spellGrouping(a)) === JSON.stringify(spellGrouping(b));
}
