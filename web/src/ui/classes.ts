/** Joins names of classes. */

/** Return the names that are there, with a space between. */
export function joinClasses(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
