/** What a run printed: in colour, windowed, following the end. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { explain } from "../../api/client";
import { useConsole } from "../../api/console";
import type { Line, Run } from "../../api/types";
import { parseAnsi, stripAnsi } from "../../lib/ansi";
import { readSearch } from "../../lib/matching";
import { countOf, formatCount } from "../../lib/numbers";
import { formatClock, formatExactTime } from "../../lib/times";
import { useAddress } from "../../state/address";
import { Button } from "../../ui/Button";
import { SearchInput } from "../../ui/Input";
import { Notice, Waiting } from "../../ui/Notice";
import css from "./ConsoleTab.module.css";

const ROW = 20;
const NEAR_END = 40;

/** Search, then the lines; the end is followed until one scrolls away from it. */
export function ConsoleTab({ run }: { run: Run }) {
  const { lines, total, hasOlder, isLoading, error, loadOlder } = useConsole(run.uid);
  const [address, change] = useAddress();
  const find = address.get("find") ?? "";
  const [follows, setFollows] = useState(true);
  const [wraps, setWraps] = useState(false);
  const wanted = useDeferredValue(find);
  const search = useMemo(() => readSearch(wanted), [wanted]);
  const shown = useMemo(
    () => (wanted ? lines.filter((line) => search.matches(stripAnsi(line.text))) : lines),
    [lines, wanted, search],
  );
  return (
    <div className={css.tab}>
      <div className={css.bar}>
        <SearchInput label="Search lines" value={find} onValue={(value) => change({ find: value || null })} />
        <span role="status">
          {search.problem || describe(shown.length, lines.length, total, wanted !== "")}
        </span>
        {hasOlder && (
          <Button small onClick={loadOlder}>
            Load older lines
          </Button>
        )}
        <span className={css.space} />
        <Button
          small
          aria-pressed={wraps}
          className={wraps ? css.on : undefined}
          onClick={() => setWraps(!wraps)}
        >
          Wrap
        </Button>
        <Button
          small
          aria-pressed={follows}
          className={follows ? css.on : undefined}
          onClick={() => setFollows(!follows)}
        >
          Follow
        </Button>
      </div>
      {isLoading && <Waiting />}
      {error !== null && lines.length === 0 && (
        <Notice title={explain(error).title} isError>
          <p>{explain(error).remedy}</p>
        </Notice>
      )}
      {!isLoading && error === null && lines.length === 0 && (
        <Notice title="Nothing was printed">
          <p>
            What the training writes to its output and error appears here, unless capture of the console is
            off.
          </p>
        </Notice>
      )}
      {lines.length > 0 && <Lines lines={shown} follows={follows} wraps={wraps} onFollows={setFollows} />}
    </div>
  );
}

function describe(shown: number, here: number, total: number, isSearch: boolean): string {
  const of =
    here < total ? `the last ${formatCount(here)} of ${countOf(total, "line")}` : countOf(here, "line");
  return isSearch ? `${formatCount(shown)} of ${of}` : of;
}

interface LinesProps {
  lines: readonly Line[];
  follows: boolean;
  wraps: boolean;
  onFollows: (follows: boolean) => void;
}

function Lines({ lines, follows, wraps, onFollows }: LinesProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    getItemKey: (index) => lines[index]?.cursor ?? index,
    overscan: 20,
  });
  const last = lines[lines.length - 1]?.cursor;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last line is what is followed
  useEffect(() => {
    if (follows && lines.length) list.scrollToIndex(lines.length - 1, { align: "end" });
  }, [last, follows, lines.length]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other heights are measured anew
  useEffect(() => list.measure(), [wraps]);
  const onWheel = () => {
    const element = scroll.current;
    if (!element) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
    if (isAtEnd !== follows) onFollows(isAtEnd);
  };
  return (
    <div
      ref={scroll}
      className={wraps ? css.wrapping : css.scroll}
      onWheel={() => requestAnimationFrame(onWheel)}
      onKeyUp={onWheel}
      onTouchEnd={onWheel}
      role="log"
      aria-label="Console"
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
              className={line.path.endsWith("stderr") ? css.error : css.line}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <time title={formatExactTime(line.time)}>{formatClock(line.time)}</time>
              <ConsoleText text={line.text} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function ConsoleText({ text }: { text: string }) {
  return (
    <span className={css.text}>
      {parseAnsi(text).map((span, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the spans of a line never change
        <span key={index} className={span.style.map((name) => css[name]).join(" ") || undefined}>
          {span.text}
        </span>
      ))}
    </span>
  );
}
