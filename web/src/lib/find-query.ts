/** The query that finds objects by a part of their name or id, in any case. */

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

/** Return a query for the object of exactly this id, in any case. */
export function spellId(text: string): string {
  return `sys/id:string = ${quote(text.trim().toUpperCase())}`;
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}
