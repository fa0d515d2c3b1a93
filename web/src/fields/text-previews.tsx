/** Files that are text: code, tables, trees, notes, differences, figures. Only so much is read as can be shown. */

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { explain } from "../api/client";
import { part } from "../api/part";
import { textQuery } from "../api/queries";
import { languageOf } from "../lib/code";
import { readCsv } from "../lib/csv";
import type { PreviewKind } from "../lib/media";
import { countOf, formatBytes } from "../lib/numbers";
import { Button } from "../ui/Button";
import { CodeView } from "../ui/CodeView";
import { JsonTree } from "../ui/JsonTree";
import { Notice, Waiting } from "../ui/Notice";
import { RowGrid } from "../ui/RowGrid";
import { FigureFrame } from "../ui/SealedFrame";
import css from "./fields.module.css";
import { Markdown } from "./Markdown";

const NotebookPreview = part(async () => (await import("./NotebookPreview")).NotebookPreview, <Waiting />);
const PatchView = part(async () => (await import("../ui/DiffView")).PatchView, <Waiting />);

/** Bytes that are read of a file; what has to be read whole may be so large, else it is shown as text. */
const MOST_BYTES = 4_000_000;
const MOST_WHOLE: Partial<Record<PreviewKind, number>> = {
  json: 8_000_000,
  notebook: 40_000_000,
  plotly: 30_000_000,
  diff: 21_000_000,
  csv: 8_000_000,
};
const MOST_ROWS = 100_000;

interface TextPreviewProps {
  kind: PreviewKind;
  address: string;
  name: string;
  size: number;
  onLink?: ((address: string) => void) | undefined;
}

/** A text in the form that suits it, or as it stands in the file. */
export function TextPreview({ kind, address, name, size, onLink }: TextPreviewProps) {
  const [isPlain, setPlain] = useState(false);
  const most = MOST_WHOLE[kind] ?? MOST_BYTES;
  const isCut = size > most;
  const { data, error } = useQuery(textQuery(address, isCut ? MOST_BYTES : undefined));
  if (error) {
    const { title, remedy } = explain(error);
    return (
      <Notice title={title} isError>
        <p>{remedy}</p>
      </Notice>
    );
  }
  if (data === undefined) return <Waiting />;
  const hasForms = ["json", "markdown", "csv", "notebook", "plotly", "diff"].includes(kind);
  const needsAll = ["json", "notebook", "plotly"].includes(kind);
  const form = isPlain || (isCut && needsAll) ? "text" : kind;
  return (
    <>
      {(isCut || hasForms) && (
        <p className={css.note}>
          {isCut &&
            `The first ${formatBytes(MOST_BYTES)} of ${formatBytes(size)} are shown; download it for the rest. `}
          {hasForms && !(isCut && needsAll) && (
            <Button small look="plain" aria-pressed={isPlain} onClick={() => setPlain(!isPlain)}>
              {isPlain ? "Show it drawn" : "Show the text"}
            </Button>
          )}
        </p>
      )}
      <Drawn kind={form} text={data} name={name} isCut={isCut} onLink={onLink} />
    </>
  );
}

interface DrawnProps {
  kind: PreviewKind;
  text: string;
  name: string;
  isCut: boolean;
  onLink: TextPreviewProps["onLink"];
}

function Drawn({ kind, text, name, isCut, onLink }: DrawnProps) {
  switch (kind) {
    case "markdown":
      return <Markdown text={text} {...(onLink && { onLink })} />;
    case "csv":
      return <CsvPreview text={text} name={name} isCut={isCut} />;
    case "json":
      return <JsonPreview text={text} name={name} />;
    case "diff":
      return <PatchView text={text} />;
    case "notebook":
      return <NotebookPreview text={text} name={name} onLink={onLink} />;
    case "plotly":
      return <FigureFrame figure={text} title={name} />;
    default:
      return <CodeView text={text} language={languageOf(name)} label={name} />;
  }
}

function JsonPreview({ text, name }: { text: string; name: string }) {
  const { value, problem } = useMemo(() => readJson(text), [text]);
  if (problem) {
    return (
      <>
        <p className={css.note}>It is no valid JSON, so it stands here as text: {problem}</p>
        <CodeView text={text} label={name} />
      </>
    );
  }
  return isFigure(value) ? (
    <FigureFrame figure={text} title={name} />
  ) : (
    <JsonTree value={value} label={name} />
  );
}

function readJson(text: string): { value: unknown; problem: string } {
  try {
    return { value: JSON.parse(text), problem: "" };
  } catch (error) {
    return { value: null, problem: error instanceof Error ? error.message : "" };
  }
}

/** Say whether JSON is a figure of Plotly: traces, each with its type, and a layout. */
function isFigure(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("data" in value) || !("layout" in value)) return false;
  const { data, layout } = value;
  const isTrace = (one: unknown) => typeof one === "object" && one !== null && ("type" in one || "x" in one);
  return Array.isArray(data) && data.length > 0 && data.every(isTrace) && typeof layout === "object";
}

function CsvPreview({ text, name, isCut }: { text: string; name: string; isCut: boolean }) {
  const { head, body, cut } = useMemo(() => {
    const { rows, cut } = readCsv(text, MOST_ROWS + 1);
    const [first = [], ...rest] = isCut && !rows.length ? [] : rows;
    const width = rest.reduce((most, row) => Math.max(most, row.length), first.length);
    const head = Array.from({ length: width }, (_, place) => ({ name: first[place] ?? "" }));
    return { head, body: isCut && !cut ? rest.slice(0, -1) : rest, cut: cut || isCut };
  }, [text, isCut]);
  return (
    <>
      <RowGrid label={name} columns={head} count={body.length} rowAt={(index) => body[index]} />
      <p className={css.note}>
        {cut ? `The first ${countOf(body.length, "row")}` : countOf(body.length, "row")}
      </p>
    </>
  );
}
