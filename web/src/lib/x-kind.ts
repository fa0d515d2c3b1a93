/** What a chart's x axis may be. */

export const X_KINDS = ["step", "elapsed", "time"] as const;
export type XKind = (typeof X_KINDS)[number];

/** Say whether a word names an x axis. */
export function isXKind(word: string): word is XKind {
  return (X_KINDS as readonly string[]).includes(word);
}
