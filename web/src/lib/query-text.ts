/** Small changes to the text of a query. */

/** Return a query that wants what both want; a condition that is there already is not added again. */
export function addCondition(query: string, condition: string): string {
  const text = query.trim();
  if (!text) return condition;
  if (hasCondition(text, condition)) return text;
  return /\bor\b/i.test(withoutQuotes(text)) ? `(${text}) AND ${condition}` : `${text} AND ${condition}`;
}

/** Return a query without a condition that `addCondition` added. */
export function dropCondition(query: string, condition: string): string {
  const text = query.trim();
  if (text === condition) return "";
  const end = ` AND ${condition}`;
  if (text.endsWith(end)) {
    const rest = text.slice(0, -end.length);
    const inner = /^\((.*)\)$/s.exec(rest)?.[1];
    return inner !== undefined && !/[()]/.test(inner) ? inner : rest;
  }
  const start = `${condition} AND `;
  if (text.startsWith(start)) return text.slice(start.length);
  return text.replace(` AND ${condition} AND `, " AND ");
}

/** Say whether a condition stands in a query by itself, joined by AND. */
export function hasCondition(query: string, condition: string): boolean {
  return dropCondition(query, condition) !== query.trim();
}

/** Return a text as it stands in a query. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** Return a field's path as it stands in a query. */
export function spellPath(path: string): string {
  return /^[^\s()`"'=!<>,:]+$/.test(path) && !/^(and|or|not|contains|matches|exists)$/i.test(path)
    ? path
    : `\`${path}\``;
}

function withoutQuotes(text: string): string {
  return text.replace(/"(\\.|[^"\\])*"|'(\\.|[^'\\])*'|`[^`]*`/gs, "");
}
