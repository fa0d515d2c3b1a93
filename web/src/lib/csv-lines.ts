/** Tables as text for other programs (RFC 4180), every digit kept. */

export type CsvValue = string | number | null | undefined;

/** Return a CSV of rows with a head. */
export function writeCsv(head: readonly string[], rows: Iterable<readonly CsvValue[]>): string {
  const lines = [head.map(spellCell).join(",")];
  for (const row of rows) lines.push(row.map(spellCell).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

function spellCell(value: CsvValue): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isNaN(value) ? "NaN" : String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value; // a sheet would compute it
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Return a time of the wire as ISO 8601 in UTC, with its microseconds. */
export function spellTime(micros: number): string {
  const whole = Math.floor(micros / 1e6);
  const rest = Math.round(micros - whole * 1e6);
  return `${new Date(whole * 1000).toISOString().slice(0, 19)}.${String(rest).padStart(6, "0")}Z`;
}
