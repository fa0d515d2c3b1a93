/** What a saved view is of an address. */

import { spellSearch } from "../../state/address";

/** An address that wants no view, though the project opens with one. */
export const NO_VIEW = "none";
/** What one looks at just now is no part of a view. */
const PASSING = ["view", "peek"];

/** Return what of an address is kept in a view. */
export function keepable(address: URLSearchParams): string {
  const kept = new URLSearchParams(address);
  for (const word of PASSING) kept.delete(word);
  kept.sort();
  return spellSearch(kept);
}
