import { describe, expect, it } from "vitest";
import { languageOf, widestLine } from "./code";
import { previewKind } from "./media";
import { readNotebook } from "./notebook";

describe("previewKind", () => {
  it.each([
    ["image/png", "a.png", "image"],
    ["image/svg+xml", "a.svg", "drawing"],
    ["text/plain", "a.svg", "drawing"],
    ["image/tiff", "a.tiff", "none"],
    ["text/html; charset=utf-8", "a", "page"],
    ["application/octet-stream", "weights.pt", "none"],
    ["application/octet-stream", "src/train.py", "code"],
    ["text/plain", "Dockerfile", "code"],
    ["application/json", "fig.plotly.json", "plotly"],
    ["application/x-ipynb+json", "a.ipynb", "notebook"],
    ["application/octet-stream", "t.parquet", "rows"],
    ["text/plain", "notes.md", "markdown"],
    ["application/geo+json", "map", "json"],
    ["text/x-log", "noending", "text"],
    ["", "csv", "none"],
    ["audio/wav", "a.wav", "audio"],
  ])("shows %s %s as %s", (type, name, kind) => expect(previewKind(type, name)).toBe(kind));
});

describe("code", () => {
  it("knows languages by names, and how wide lines are", () => {
    expect(["a/b.PY", "x.unknown", "Makefile", ""].map(languageOf)).toEqual(["python", "", "makefile", ""]);
    expect(widestLine(["abc", "\tx", ""])).toBe(5);
  });
});

const notebook = (...outputs: unknown[]) =>
  JSON.stringify({ cells: [{ cell_type: "code", source: ["a\n", "b"], execution_count: 3, outputs }] });

describe("readNotebook", () => {
  it("takes the richest output that is safe to show", () => {
    const { cells, language } = readNotebook(
      notebook(
        { output_type: "stream", name: "stderr", text: ["one\n", "two"] },
        { output_type: "execute_result", data: { "text/plain": "x", "text/html": "<b>x</b>" } },
        { output_type: "display_data", data: { "image/png": "iVBO\nRw0=", "text/plain": "figure" } },
        { output_type: "display_data", data: { "image/png": '"><script>', "text/plain": "not base64" } },
        { output_type: "error", traceback: ["\u001b[31mboom\u001b[0m"] },
      ),
    );
    expect(language).toBe("python");
    expect(cells[0]).toMatchObject({ kind: "code", text: "a\nb", count: 3 });
    expect(cells[0]?.outputs).toEqual([
      { kind: "text", text: "one\ntwo", isError: true },
      { kind: "html", html: "<b>x</b>" },
      { kind: "image", address: "data:image/png;base64,iVBORw0=" },
      { kind: "text", text: "not base64", isError: false },
      { kind: "text", text: "\u001b[31mboom\u001b[0m", isError: true },
    ]);
  });
  it("stands whatever is in the file", () => {
    expect(() => readNotebook("{}")).toThrow("format 4");
    expect(() => readNotebook("nothing")).toThrow();
    expect(readNotebook('{"cells": [null, 1, {"outputs": [null, {"data": [1]}]}]}').cells).toHaveLength(3);
    const many = { cells: Array.from({ length: 2_500 }, () => ({ cell_type: "raw", source: "x" })) };
    expect(readNotebook(JSON.stringify(many)).hidden).toBe(500);
  });
});
