/** Tables in text files (RFC 4180), read only as far as they are shown. */

export interface Csv {
  rows: string[][];
  /** Whether there is more than was read. */
  cut: boolean;
}

/** Return at most `limit` rows of a CSV or tab-separated text. */
export function readCsv(text: string, limit: number): Csv {
  const separator = guessSeparator(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else quoted = false;
    } else if (character === '"' && cell === "") quoted = true;
    else if (character === separator) {
      row.push(cell);
      cell = "";
    } else if (character === "\n") {
      row.push(cell.replace(/\r$/, ""));
      rows.push(row);
      row = [];
      cell = "";
      if (rows.length >= limit) return { rows, cut: i + 1 < text.length };
    } else cell += character;
  }
  if (cell || row.length) rows.push([...row, cell]);
  return { rows, cut: false };
}

function guessSeparator(text: string): string {
  const head = text.slice(0, Math.max(0, text.indexOf("\n")) || text.length);
  const counts = [",", "\t", ";"].map((mark) => ({ mark, count: head.split(mark).length }));
  return counts.sort((a, b) => b.count - a.count)[0]?.mark ?? ",";
}
