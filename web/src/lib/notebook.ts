/** Jupyter notebooks (format 4) as cells that can be shown; whatever is in the file, only text comes out. */

export type NotebookOutput =
  | { kind: "text"; text: string; isError: boolean }
  | { kind: "image"; address: string }
  | { kind: "html"; html: string }
  | { kind: "markdown"; text: string }
  | { kind: "plotly"; figure: string };

export interface NotebookCell {
  kind: "code" | "markdown" | "raw";
  text: string;
  /** The number of the execution; null where it was not run. */
  count: number | null;
  outputs: NotebookOutput[];
}

export interface Notebook {
  language: string;
  cells: NotebookCell[];
  /** Cells that are not shown. */
  hidden: number;
}

const MOST_CELLS = 2_000;
const MOST_OUTPUTS = 200;
/** Types of images that may stand in the page as `data:`; an SVG is shown as an image too, where it runs nothing. */
const IMAGES = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/**
 * Return the cells of a notebook.
 *
 * Raises an Error that says what is wrong where the text is no notebook.
 */
export function readNotebook(source: string): Notebook {
  const found = record(JSON.parse(source));
  if (!Array.isArray(found.cells))
    throw new Error("It has no list of cells: notebooks of format 4 have one.");
  const { language_info, kernelspec } = record(found.metadata);
  const language = textOf(record(language_info).name) || textOf(record(kernelspec).language) || "python";
  return {
    language: language.toLowerCase().replace("ipython", "python"),
    cells: found.cells.slice(0, MOST_CELLS).map(readCell),
    hidden: Math.max(0, found.cells.length - MOST_CELLS),
  };
}

function readCell(value: unknown): NotebookCell {
  const cell = record(value);
  const kind = cell.cell_type === "markdown" || cell.cell_type === "raw" ? cell.cell_type : "code";
  const outputs = Array.isArray(cell.outputs) ? cell.outputs.slice(0, MOST_OUTPUTS) : [];
  return {
    kind,
    text: joinText(cell.source),
    count: typeof cell.execution_count === "number" ? cell.execution_count : null,
    outputs: outputs.flatMap(readOutput),
  };
}

function readOutput(value: unknown): NotebookOutput[] {
  const output = record(value);
  if (output.output_type === "stream")
    return [{ kind: "text", text: joinText(output.text), isError: output.name === "stderr" }];
  if (output.output_type === "error") {
    const lines = Array.isArray(output.traceback) ? output.traceback.map(textOf) : [];
    const text = lines.length ? lines.join("\n") : `${textOf(output.ename)}: ${textOf(output.evalue)}`;
    return [{ kind: "text", text, isError: true }];
  }
  return readBundle(record(output.data));
}

/** Of several forms of one output, the richest that is shown. */
function readBundle(data: Record<string, unknown>): NotebookOutput[] {
  const figure = data["application/vnd.plotly.v1+json"];
  if (figure) return [{ kind: "plotly", figure: JSON.stringify(figure) }];
  for (const type of IMAGES) {
    const encoded = joinText(data[type]).replace(/\s/g, "");
    if (encoded && /^[A-Za-z0-9+/]+=*$/.test(encoded))
      return [{ kind: "image", address: `data:${type};base64,${encoded}` }];
  }
  const drawing = joinText(data["image/svg+xml"]);
  if (drawing) return [{ kind: "image", address: `data:image/svg+xml;utf8,${encodeURIComponent(drawing)}` }];
  const html = joinText(data["text/html"]);
  if (html) return [{ kind: "html", html }];
  const markdown = joinText(data["text/markdown"]);
  if (markdown) return [{ kind: "markdown", text: markdown }];
  const latex = joinText(data["text/latex"]);
  if (latex) return [{ kind: "markdown", text: latex.replace(/^\$(?!\$)(.*)\$$/s, "$$$$\n$1\n$$$$") }];
  const plain = joinText(data["text/plain"]);
  return plain ? [{ kind: "text", text: plain, isError: false }] : [];
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function joinText(value: unknown): string {
  return Array.isArray(value) ? value.map(textOf).join("") : textOf(value);
}
