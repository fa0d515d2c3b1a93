/** A Jupyter notebook: its cells and what came out of them. HTML of an output stands in a frame of its own. */

import { useMemo, useState } from "react";
import { parseAnsi } from "../lib/ansi";
import { languageOf } from "../lib/code";
import { type NotebookCell, type NotebookOutput, readNotebook } from "../lib/notebook";
import { countOf } from "../lib/numbers";
import { Button } from "../ui/Button";
import { CodeView } from "../ui/CodeView";
import { FigureFrame, HtmlFrame } from "../ui/SealedFrame";
import { useInSight } from "../ui/use-in-sight";
import { Markdown } from "./Markdown";
import css from "./NotebookPreview.module.css";

const PAGE = 100;
const MOST_TEXT = 20_000;

interface NotebookPreviewProps {
  text: string;
  name: string;
  onLink?: ((address: string) => void) | undefined;
}

/** All cells, the first hundred at once. */
export function NotebookPreview({ text, name, onLink }: NotebookPreviewProps) {
  const [shown, setShown] = useState(PAGE);
  const { notebook, problem } = useMemo(() => tryReading(text), [text]);
  if (!notebook) {
    return (
      <>
        <p className={css.note}>It is no notebook that can be shown, so it stands here as text: {problem}</p>
        <CodeView text={text.slice(0, 1_000_000)} language={languageOf("x.json")} label={name} />
      </>
    );
  }
  const { cells, hidden, language } = notebook;
  return (
    <section className={css.notebook} aria-label={name}>
      {cells.slice(0, shown).map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells of a file stay where they are
        <Cell key={index} cell={cell} number={index + 1} language={language} onLink={onLink} />
      ))}
      {cells.length > shown && (
        <Button onClick={() => setShown(shown + PAGE)}>{`Show ${countOf(
          Math.min(PAGE, cells.length - shown),
          "more cell",
        )} of ${cells.length - shown}`}</Button>
      )}
      {hidden > 0 && <p className={css.note}>{countOf(hidden, "more cell")}: download it for them.</p>}
    </section>
  );
}

function tryReading(text: string) {
  try {
    return { notebook: readNotebook(text), problem: "" };
  } catch (error) {
    return { notebook: null, problem: error instanceof Error ? error.message : "" };
  }
}

interface CellProps {
  cell: NotebookCell;
  number: number;
  language: string;
  onLink: NotebookPreviewProps["onLink"];
}

function Cell({ cell, number, language, onLink }: CellProps) {
  if (cell.kind === "markdown") {
    return (
      <div className={css.cell}>
        <span />
        <Markdown text={cell.text} {...(onLink && { onLink })} />
      </div>
    );
  }
  return (
    <div className={css.cell}>
      <span className={css.count}>{cell.kind === "code" && `[${cell.count ?? " "}]`}</span>
      <div className={css.parts}>
        {cell.text && (
          <CodeView
            text={cell.text}
            language={cell.kind === "code" ? language : ""}
            label={`Cell ${number}`}
            isBlock
          />
        )}
        {cell.outputs.map((output, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: and so do their outputs
          <Output key={index} output={output} title={`Output of cell ${number}`} onLink={onLink} />
        ))}
      </div>
    </div>
  );
}

interface OutputProps {
  output: NotebookOutput;
  title: string;
  onLink: NotebookPreviewProps["onLink"];
}

function Output({ output, title, onLink }: OutputProps) {
  switch (output.kind) {
    case "text":
      return <TextOutput text={output.text} isError={output.isError} />;
    case "image":
      return <img className={css.image} src={output.address} alt={title} loading="lazy" />;
    case "markdown":
      return <Markdown text={output.text} {...(onLink && { onLink })} />;
    case "html":
      return (
        <InSight>
          <HtmlFrame html={output.html} title={title} />
        </InSight>
      );
    case "plotly":
      return (
        <InSight>
          <FigureFrame figure={output.figure} title={title} />
        </InSight>
      );
  }
}

/** A frame is loaded when it comes near, and then stays. */
function InSight({ children }: { children: React.ReactNode }) {
  const [ref, isNear] = useInSight<HTMLDivElement>();
  const [wasNear, setNear] = useState(false);
  if (isNear && !wasNear) setNear(true);
  return (
    <div ref={ref} className={css.place}>
      {wasNear && children}
    </div>
  );
}

function TextOutput({ text, isError }: { text: string; isError: boolean }) {
  const lines = useMemo(() => text.slice(0, MOST_TEXT).replace(/\n$/, "").split("\n").map(parseAnsi), [text]);
  return (
    <pre className={isError ? css.error : css.output}>
      {lines.map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of an output stay where they are
        <span key={index}>
          {spans.map((span, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: and so do their parts
            <span key={place} className={span.style.map((name) => css[name]).join(" ") || undefined}>
              {span.text}
            </span>
          ))}
          {"\n"}
        </span>
      ))}
      {text.length > MOST_TEXT && "… cut here"}
    </pre>
  );
}
