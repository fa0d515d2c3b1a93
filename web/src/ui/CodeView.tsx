/** Code with line numbers, coloured by its language; long files are windowed. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { type CodePiece, widestLine } from "../lib/code";
import css from "./CodeView.module.css";
import { CopyButton } from "./Copy";
import { joinClasses } from "./classes";

const ROW = 19;
/** Shorter files stand in the page whole, so that the browser finds words in them. */
const WINDOWED = 1_000;
const MOST_COLOURED = 400_000;
/** A longer line is cut: nobody reads it, and a browser takes seconds to lay it out. */
const MOST_CHARACTERS = 5_000;

interface CodeViewProps {
  text: string;
  /** A language such as `python`, as `languageOf` tells it; empty for plain text. */
  language?: string;
  label: string;
  /** A short block inside a text: without line numbers. */
  isBlock?: boolean;
}

/** A text line by line. */
export function CodeView({ text, language = "", label, isBlock = false }: CodeViewProps) {
  const lines = useMemo(() => text.replace(/\r\n?/g, "\n").split("\n"), [text]);
  const coloured = useColoured(text, language);
  const scroll = useRef<HTMLElement>(null);
  const isWindowed = lines.length > WINDOWED;
  const list = useVirtualizer({
    count: lines.length,
    enabled: isWindowed,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 30,
  });
  const gutter = isBlock ? 0 : String(lines.length).length;
  const width = `${Math.min(MOST_CHARACTERS, widestLine(lines)) + gutter + 6}ch`;
  const draw = (index: number, top: number | null) => (
    <div
      key={index}
      className={css.line}
      style={top === null ? undefined : { position: "absolute", top: 0, transform: `translateY(${top}px)` }}
    >
      {!isBlock && (
        <span className={css.number} style={{ minWidth: `${gutter}ch` }} aria-hidden="true">
          {index + 1}
        </span>
      )}
      <code>{drawPieces(coloured?.[index], lines[index] ?? "")}</code>
    </div>
  );
  return (
    <div className={joinClasses(css.frame, isBlock && css.block)}>
      <section
        ref={scroll}
        className={css.scroll}
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls has to be reached by keyboard
        tabIndex={0}
      >
        {isWindowed ? (
          <div style={{ height: list.getTotalSize(), position: "relative", minWidth: width }}>
            {list.getVirtualItems().map((item) => draw(item.index, item.start))}
          </div>
        ) : (
          <div className={css.whole}>{lines.map((_, index) => draw(index, null))}</div>
        )}
      </section>
      <span className={css.copy}>
        <CopyButton text={text} label="Copy the text" />
      </span>
    </div>
  );
}

function drawPieces(pieces: readonly CodePiece[] | undefined, line: string) {
  if (line.length > MOST_CHARACTERS)
    return `${line.slice(0, MOST_CHARACTERS)} … ${line.length - MOST_CHARACTERS} more characters`;
  if (!pieces) return line || "\u200b";
  if (pieces.length === 0) return "\u200b";
  return pieces.map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line never change
    <span key={index} className={piece.kind ? css[classOf(piece.kind)] : undefined}>
      {piece.text}
    </span>
  ));
}

/** Many kinds, few colours. */
function classOf(kind: string): string {
  if (["keyword", "selector-tag", "meta-keyword", "operator", "tag"].includes(kind)) return "keyword";
  if (["string", "regexp", "char", "link", "code", "quote"].includes(kind)) return "string";
  if (["number", "literal", "symbol"].includes(kind)) return "numeral";
  if (["comment", "doctag", "meta"].includes(kind)) return "comment";
  if (["title", "section", "name", "selector-class", "selector-id"].includes(kind)) return "title";
  if (["attr", "attribute", "property", "type", "built_in", "class"].includes(kind)) return "name";
  if (kind === "addition") return "addition";
  if (kind === "deletion") return "deletion";
  return "plain";
}

/** Return coloured lines once the grammars are here; null before, and for texts too long for it. */
function useColoured(text: string, language: string): CodePiece[][] | null {
  const [lines, setLines] = useState<CodePiece[][] | null>(null);
  useEffect(() => {
    let isWanted = true;
    setLines(null);
    if (!language || text.length > MOST_COLOURED) return;
    void import("./highlight").then(({ highlightLines }) => {
      if (isWanted) setLines(highlightLines(text.replace(/\r\n?/g, "\n"), language));
    });
    return () => {
      isWanted = false;
    };
  }, [text, language]);
  return lines;
}
