/** Printed lines, windowed; they stay where they are while others come before and behind them. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, memo, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import type { Line } from "../../api/types";
import { parseAnsi, stripAnsi } from "../../lib/ansi";
import { type Find, makeFind, markSpans, markTracebacks } from "../../lib/console";
import { formatClock, formatExactTime } from "../../lib/times";
import { joinClasses } from "../../ui/classes";
import { useCompile } from "../../ui/expressions";
import css from "./ConsoleTab.module.css";

const ROW = 20;
const NEAR_END = 40;
/** So many lines from an edge, more are read. */
const NEAR_EDGE = 300;

interface ConsoleLinesProps {
  /** What they are called when they are read out. */
  label: string;
  lines: readonly Line[];
  search: string;
  /** The line to be brought into sight, by its cursor. */
  current: string | null;
  follows: boolean;
  wraps: boolean;
  hasOlder: boolean;
  hasNewer: boolean;
  onFollows: (follows: boolean) => void;
  onOlder: () => void;
  onNewer: () => void;
  onStart: () => void;
  onEnd: () => void;
  /** Where a click on a line leads to its place among all lines. */
  onLine: ((line: Line) => void) | null;
}

/** The lines of a stretch. */
export function ConsoleLines(props: ConsoleLinesProps) {
  const { lines, search, current, follows, wraps, hasOlder, hasNewer, onFollows, onLine } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const anchor = useRef<{ cursor: string; delta: number } | null>(null);
  const marks = useMemo(() => markTracebacks(lines), [lines]);
  const compile = useCompile();
  const find = useMemo(() => makeFind(search, compile), [search, compile]);
  const list = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    getItemKey: (index) => lines[index]?.cursor ?? index,
    overscan: 20,
  });
  const last = lines[lines.length - 1]?.cursor;
  const at = current === null ? -1 : lines.findIndex((line) => line.cursor === current);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last line is what is followed
  useEffect(() => {
    if (follows && lines.length) list.scrollToIndex(lines.length - 1, { align: "end" });
  }, [last, follows, lines.length]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the line is gone to when it is chosen or has come
  useEffect(() => {
    if (at < 0) return;
    list.scrollToIndex(at, { align: "center" });
    anchor.current = null;
  }, [current, at >= 0]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other heights are measured anew
  useEffect(() => list.measure(), [wraps]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is in sight stays in sight when lines come
  useLayoutEffect(() => {
    const kept = anchor.current;
    if (follows || !kept || !scroll.current) return;
    const place = lines.findIndex((line) => line.cursor === kept.cursor);
    if (place < 0) {
      if (at < 0) scroll.current.scrollTop = 0;
      return;
    }
    const start = list.getOffsetForIndex(place, "start")?.[0];
    if (start !== undefined) scroll.current.scrollTop = start + kept.delta;
  }, [lines]);
  const onScroll = () => {
    const element = scroll.current;
    if (!element) return;
    const top = list.getVirtualItemForOffset(element.scrollTop);
    const bottom = list.getVirtualItemForOffset(element.scrollTop + element.clientHeight);
    anchor.current = top ? { cursor: String(top.key), delta: element.scrollTop - top.start } : null;
    if (follows) return;
    if (hasOlder && (top?.index ?? 0) < NEAR_EDGE) props.onOlder();
    if (hasNewer && (bottom?.index ?? 0) > lines.length - NEAR_EDGE) props.onNewer();
  };
  const onWheel = () => {
    const element = scroll.current;
    if (!element || onLine) return;
    const isAtEnd = !hasNewer && element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
    if (isAtEnd !== follows) onFollows(isAtEnd);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Home") props.onStart();
    else if (event.key === "End") props.onEnd();
    else return;
    event.preventDefault();
    if (event.key === "Home") scroll.current?.scrollTo({ top: 0 });
  };
  return (
    <div
      ref={scroll}
      className={wraps ? css.wrapping : css.scroll}
      onScroll={onScroll}
      onWheel={() => requestAnimationFrame(onWheel)}
      onKeyDown={onKey}
      onKeyUp={(event) => event.key !== "Home" && event.key !== "End" && onWheel()}
      onTouchEnd={onWheel}
      role="log"
      aria-label={props.label}
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls has to be reached by keyboard
      tabIndex={0}
    >
      <div style={{ height: list.getTotalSize(), position: "relative" }}>
        {list.getVirtualItems().map((item) => {
          const line = lines[item.index];
          if (!line) return null;
          return (
            <div
              key={item.key}
              ref={wraps ? list.measureElement : undefined}
              data-index={item.index}
              aria-current={item.index === at ? "location" : undefined}
              className={joinClasses(
                line.path.endsWith("stderr") ? css.error : css.line,
                marks[item.index] === 1 && css.traceback,
                item.index === at && css.current,
              )}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {onLine ? (
                <button type="button" title="Show among all lines" onClick={() => onLine(line)}>
                  {formatClock(line.time)}
                </button>
              ) : (
                <time title={formatExactTime(line.time)}>{formatClock(line.time)}</time>
              )}
              <ConsoleText text={line.text} find={find} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

const ConsoleText = memo(function ConsoleText({ text, find }: { text: string; find: Find }) {
  const spans = markSpans(parseAnsi(text), find(stripAnsi(text)));
  return (
    <span className={css.text}>
      {spans.map((span, index) => {
        const style = span.style.map((name) => css[name]).join(" ") || undefined;
        return span.isMatch ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the spans of a line never change
          <mark key={index} className={style}>
            {span.text}
          </mark>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <span key={index} className={style}>
            {span.text}
          </span>
        );
      })}
    </span>
  );
});
