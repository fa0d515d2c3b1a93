/** What a chart's x axis may be. */

export const X_KINDS = ["step", "elapsed", "time"] as const;

/** What the places on an x axis are; `value` is that of another series. */
export type XKind = (typeof X_KINDS)[number] | "value";

/** What was chosen for the x axis; another series by its path, as in `path:val/loss`. */
export type XChoice = (typeof X_KINDS)[number] | `path:${string}`;

/** Say whether a word names an x axis. */
export function isXChoice(word: string): word is XChoice {
  return (X_KINDS as readonly string[]).includes(word) || /^path:./.test(word);
}

/** Return what the places of a chosen axis are. */
export function kindOfX(choice: XChoice): XKind {
  return pathOfX(choice) === null ? (choice as XKind) : "value";
}

/** Return the path of the series that was chosen for x; null where it is none. */
export function pathOfX(choice: XChoice): string | null {
  return choice.startsWith("path:") ? choice.slice(5) : null;
}
