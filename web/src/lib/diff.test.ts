import { describe, expect, it } from "vitest";
import { changedStretch, diffTexts, pairRows } from "./diff-rows";
import { readPatch } from "./patch";

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join("");

describe("diffTexts", () => {
  it("counts, numbers and folds", () => {
    const { rows, added, removed, note } = diffTexts(
      numbered(1, 40),
      numbered(1, 40).replace("line 20", "new"),
    );
    expect({ added, removed, note }).toEqual({ added: 1, removed: 1, note: "" });
    expect(rows.map((row) => row.kind)).toEqual([
      ...["fold", "same", "same", "same", "removed", "added", "same", "same", "same", "fold"],
    ]);
    expect(rows[0]?.count).toBe(16);
    expect(rows[4]).toMatchObject({ before: 20, after: null, text: "line 20" });
    expect(rows[5]).toMatchObject({ before: null, after: 20, text: "new" });
  });
  it("takes line ends of all kinds for the same, and nothing for no line", () => {
    expect(diffTexts("a\r\nb", "a\nb\n")).toMatchObject({ added: 0, removed: 0 });
    expect(diffTexts("", "").rows).toEqual([]);
    expect(diffTexts("", "a\n")).toMatchObject({ added: 1, removed: 0 });
  });
  it("refuses what is too long, and says so", () => {
    const { rows, note } = diffTexts("a\n".repeat(1_500_000), "b\n".repeat(1_500_000));
    expect(rows).toEqual([]);
    expect(note).toContain("too long");
  });
  it("sets removed and added lines side by side", () => {
    const pairs = pairRows(diffTexts("a\nb\nc\n", "a\nx\ny\nc\n").rows);
    expect(pairs.map(({ left, right }) => [left?.text ?? null, right?.text ?? null])).toEqual([
      ["a", "a"],
      ["b", "x"],
      [null, "y"],
      ["c", "c"],
    ]);
    expect(changedStretch("lr = 0.1", "lr = 0.01")).toEqual([7, 7]);
    expect(changedStretch("lr = 0.01", "lr = 0.1")).toEqual([7, 8]);
  });
});

const PATCH = `diff --git a/train.py b/train.py
index 3b18e51..a0423896 100644
--- a/train.py
+++ b/train.py
@@ -10,3 +10,4 @@ def train():
 keep
-lr = 0.1
+lr = 0.01
+--- not a header
 keep
\\ No newline at end of file
diff --git "a/caf\\303\\251.txt" "b/caf\\303\\251.txt"
new file mode 100644
--- /dev/null
+++ "b/caf\\303\\251.txt"
@@ -0,0 +1 @@
+<script>alert(1)</script>
diff --git a/old name.py b/new name.py
similarity index 100%
rename from old name.py
rename to new name.py
diff --git a/weights.bin b/weights.bin
index 1..2 100644
GIT binary patch
literal 5
McmZQzU|?imVqyRR0RR91

diff --git a/gone b/gone
deleted file mode 100644
--- a/gone
+++ /dev/null
@@ -1 +0,0 @@
-x
`;

describe("readPatch", () => {
  it("reads what git writes", () => {
    const { files, note } = readPatch(PATCH);
    expect(note).toBe("");
    expect(files.map(({ name, facts, added, removed }) => [name, facts, added, removed])).toEqual([
      ["train.py", [], 2, 1],
      ["café.txt", ["new file"], 1, 0],
      ["new name.py", ["renamed from old name.py"], 0, 0],
      ["weights.bin", ["binary"], 0, 0],
      ["gone", ["deleted"], 0, 1],
    ]);
    expect(files[0]?.rows[0]).toMatchObject({ kind: "fold", count: 9 });
    expect(files[0]?.rows[4]).toMatchObject({ kind: "added", after: 12, text: "--- not a header" });
    expect(files[0]?.rows[5]).toMatchObject({ kind: "same", before: 12, after: 13 });
  });
  it("reads a plain patch without git's headers", () => {
    const { files } = readPatch(
      "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n",
    );
    expect(files.map((file) => [file.name, file.rows.length])).toEqual([
      ["x", 2],
      ["y", 2],
    ]);
  });
  it("stands what is broken or cut, and says what is missing", () => {
    expect(readPatch("").files).toEqual([]);
    expect(readPatch("no patch at all\n@@ -1 +1 @@\n+x").files).toEqual([]);
    const cut = readPatch(
      "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n a\n[cut: the diff is longer]\n",
    );
    expect(cut.files[0]?.rows.length).toBe(1);
    expect(cut.note).toContain("first part");
    const long = `diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1,200000 @@\n${"+x\n".repeat(200_000)}`;
    expect(readPatch(long).note).toContain("100,000 lines");
  });
});
