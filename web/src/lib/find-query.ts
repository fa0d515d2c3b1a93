/** The query that finds objects by a part of their name or id, in any case. */

import { quote } from "./query-text";

/** Return a query over these string fields. */
export function spellFind(text: string, paths: readonly string[] = ["sys/name", "sys/id"]): string {
  const words = text.trim().split(/\s+/).filter(Boolean);
  return words
    .map((word) => {
      const pattern = quote(`(?i)${word.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&")}`);
      return `(${paths.map((path) => `${path}:string MATCHES ${pattern}`).join(" OR ")})`;
    })
    .join(" AND ");
}
