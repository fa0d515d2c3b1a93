/** What a terminal would show of a line: colours kept, everything else that steers dropped. */

export interface AnsiSpan {
  text: string;
  /** Names of classes: `red`, `bold`, `dim`, `italic`, `underline`. */
  style: string[];
}

const COLOURS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const ESCAPE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is looked for
  /\x1b\[([0-9;:?]*)([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_]|[\x00-\x08\x0b-\x1f\x7f]/g;

/** Return the last state of a line that a progress bar drew over itself. */
export function applyCarriageReturns(line: string): string {
  const text = line.replace(/[\r\n]+$/, "");
  const at = text.lastIndexOf("\r");
  return at < 0 ? text : text.slice(at + 1);
}

/** Return a line's spans; only text and names of styles come out of it. */
export function parseAnsi(line: string): AnsiSpan[] {
  const spans: AnsiSpan[] = [];
  const style = new Set<string>();
  const text = applyCarriageReturns(line);
  let from = 0;
  for (const found of text.matchAll(ESCAPE)) {
    push(spans, text.slice(from, found.index), style);
    from = found.index + found[0].length;
    if (found[2] === "m") change(style, found[1] ?? "");
  }
  push(spans, text.slice(from), style);
  return spans;
}

/** Return the text of a line without what steers a terminal. */
export function stripAnsi(line: string): string {
  return applyCarriageReturns(line).replace(ESCAPE, "");
}

function push(spans: AnsiSpan[], text: string, style: Set<string>): void {
  if (text) spans.push({ text, style: [...style] });
}

function change(style: Set<string>, codes: string): void {
  const numbers = codes.split(/[;:]/).map(Number);
  for (let i = 0; i < numbers.length; i++) {
    const code = numbers[i] ?? 0;
    if (code === 38 || code === 48) {
      i += numbers[i + 1] === 5 ? 2 : 4;
    } else {
      apply(style, code);
    }
  }
}

function apply(style: Set<string>, code: number): void {
  if (code === 0) style.clear();
  else if (code === 1) style.add("bold");
  else if (code === 2) style.add("dim");
  else if (code === 3) style.add("italic");
  else if (code === 4) style.add("underline");
  else if (code === 22) remove(style, "bold", "dim");
  else if (code === 23) style.delete("italic");
  else if (code === 24) style.delete("underline");
  else if (code === 39) remove(style, ...COLOURS);
  else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
    remove(style, ...COLOURS);
    style.add(COLOURS[code % 10] ?? "white");
  }
}

function remove(style: Set<string>, ...names: string[]): void {
  for (const name of names) style.delete(name);
}
