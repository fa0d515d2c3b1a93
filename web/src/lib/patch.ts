/** Patches as git writes them: files, and the rows of each. */

import { type DiffRow, makeFold } from "./diff-rows";

export interface PatchFile {
  name: string;
  /** What happened to the file besides its lines: `new file`, `renamed from a`, `binary`. */
  facts: string[];
  rows: DiffRow[];
  added: number;
  removed: number;
}

export interface Patch {
  files: PatchFile[];
  /** What is not shown; empty where everything is. */
  note: string;
}

const MOST_ROWS = 100_000;
const MOST_FILES = 2_000;
const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)$/;
const FACTS: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [/^new file mode/, () => "new file"],
  [/^deleted file mode/, () => "deleted"],
  [/^rename from (.+)$/, (found) => `renamed from ${unquote(found[1] ?? "")}`],
  [/^copy from (.+)$/, (found) => `copied from ${unquote(found[1] ?? "")}`],
  [/^new mode (\d+)$/, (found) => `mode ${found[1]}`],
  [/^(GIT binary patch|Binary files .* differ)$/, () => "binary"],
];

/** Read a patch; what cannot be read is left out and said. */
export function readPatch(text: string): Patch {
  const reader = new PatchReader();
  for (const line of text.split("\n")) if (!reader.take(line)) break;
  return { files: reader.files, note: reader.note };
}

class PatchReader {
  readonly files: PatchFile[] = [];
  note = "";
  private before = 0;
  private after = 0;
  private oldLeft = 0;
  private newLeft = 0;
  private rows = 0;
  private isBinary = false;

  take(line: string): boolean {
    if (this.rows > MOST_ROWS) return this.stop(`after ${MOST_ROWS.toLocaleString("en-US")} lines`);
    if (this.oldLeft > 0 || this.newLeft > 0) return this.takeRow(line);
    if (line.startsWith("diff --git ")) {
      if (this.files.length >= MOST_FILES)
        return this.stop(`after ${MOST_FILES.toLocaleString("en-US")} files`);
      this.begin(nameFromHeader(line));
      return true;
    }
    if (line.startsWith("[cut: ")) this.note = "The client kept only the first part of this patch.";
    if (this.isBinary) return true;
    const hunk = HUNK.exec(line);
    if (hunk) this.beginHunk(hunk);
    else this.takeHeader(line);
    return true;
  }

  private stop(where: string): boolean {
    this.note = `Cut ${where}; download it for the rest.`;
    return false;
  }

  private begin(name: string): void {
    this.isBinary = false;
    this.files.push({ name, facts: [], rows: [], added: 0, removed: 0 });
    this.before = 0;
    this.after = 0;
  }

  private get file(): PatchFile | undefined {
    return this.files[this.files.length - 1];
  }

  private takeHeader(line: string): void {
    const named = /^(---|\+\+\+) (?:[abciow]\/)?(.+?)(?:\t.*)?$/.exec(line);
    if (named && (!this.file || this.file.rows.length > 0)) this.begin("");
    const { file } = this;
    if (!file) return;
    const name = unquote(named?.[2] ?? "");
    if (named && name !== "/dev/null" && (named[1] === "+++" || !file.name)) file.name = name;
    for (const [pattern, spell] of FACTS) {
      const found = pattern.exec(line);
      if (found) file.facts.push(spell(found));
    }
    if (file.facts.includes("binary")) this.isBinary = true;
  }

  private beginHunk(hunk: RegExpExecArray): void {
    const { file } = this;
    if (!file) return;
    const before = Number(hunk[1]);
    const skipped = before - this.before - 1;
    if (skipped > 0) file.rows.push(makeFold([], skipped));
    this.before = before - (hunk[2] === "0" ? 0 : 1);
    this.after = Number(hunk[3]) - (hunk[4] === "0" ? 0 : 1);
    this.oldLeft = Number(hunk[2] ?? 1);
    this.newLeft = Number(hunk[4] ?? 1);
  }

  private takeRow(line: string): boolean {
    const { file } = this;
    const [mark, text] = [line[0], line.slice(1).replace(/\r$/, "")];
    if (!file || mark === "\\") return true;
    this.rows += 1;
    if (mark === "+") {
      file.rows.push({ kind: "added", before: null, after: ++this.after, text });
      file.added += 1;
      this.newLeft -= 1;
    } else if (mark === "-") {
      file.rows.push({ kind: "removed", before: ++this.before, after: null, text });
      file.removed += 1;
      this.oldLeft -= 1;
    } else if (mark === " " || mark === undefined) {
      file.rows.push({ kind: "same", before: ++this.before, after: ++this.after, text });
      this.oldLeft -= 1;
      this.newLeft -= 1;
    } else {
      // A hunk that is shorter than it says: what follows is read as a header.
      this.oldLeft = 0;
      this.newLeft = 0;
      return this.take(line);
    }
    return true;
  }
}

function nameFromHeader(line: string): string {
  const rest = line.slice("diff --git ".length);
  const quoted = /"(?:[abciow]\/)((?:[^"\\]|\\.)*)"$/.exec(rest);
  if (quoted) return unquote(`"${quoted[1] ?? ""}"`);
  const half = /^[abciow]\/(.+) [abciow]\/\1$/.exec(rest);
  return half?.[1] ?? rest.split(/ [abciow]\//).pop() ?? rest;
}

/** git writes names with unusual characters in quotes, their bytes in octal. */
function unquote(name: string): string {
  const inside = /^"(?:[abciow]\/)?(.*)"$/.exec(name)?.[1];
  if (inside === undefined) return name;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const found of inside.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)) {
    if (found[1]) bytes.push(Number.parseInt(found[1], 8));
    else bytes.push(...encoder.encode(found[2] ? (ESCAPES[found[2]] ?? found[2]) : (found[3] ?? "")));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r" };
