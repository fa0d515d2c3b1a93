/** What a run printed: in colour, windowed, searched on the server, following the end. */

import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, useEffect, useState } from "react";
import { explain } from "../../api/client";
import { searchQuery, useConsole } from "../../api/console";
import type { Line, Run } from "../../api/types";
import { stripAnsi } from "../../lib/ansi";
import { countOf, formatCount } from "../../lib/numbers";
import { useAddress } from "../../state/address";
import { Button, IconButton } from "../../ui/Button";
import { CopyButton } from "../../ui/Copy";
import { SearchInput } from "../../ui/Input";
import { Notice, Waiting } from "../../ui/Notice";
import { Failure } from "../Failure";
import { ConsoleLines } from "./ConsoleLines";
import css from "./ConsoleTab.module.css";

const TYPING_MILLISECONDS = 250;

/** The console as a page of its own: the search stands in the address. */
export function ConsoleTab({ run }: { run: Run }) {
  return <ConsoleView run={run} label="Console" head={null} />;
}

interface ConsoleViewProps {
  run: Run;
  /** What the lines are called when they are read out. */
  label: string;
  /** Stands in place of the search, which is another's then; null for a search of its own. */
  head: ReactNode | null;
}

/** Search, then the lines; the end is followed until one scrolls away from it. */
export function ConsoleView({ run, label, head }: ConsoleViewProps) {
  const [console, reader] = useConsole(run.uid);
  const { lines, isLoading, error } = console;
  const [address, change] = useAddress();
  const find = address.get("find") ?? "";
  const isOnly = address.get("only") === "1" && find !== "";
  const [follows, setFollows] = useState(true);
  const [wraps, setWraps] = useState(false);
  const found = useFound(run.uid, find, (line) => {
    setFollows(false);
    reader.toLine(line.cursor);
  });
  const showEnd = () => {
    if (console.hasNewer) reader.toEnd();
    setFollows(true);
  };
  const showStart = () => {
    setFollows(false);
    if (console.hasOlder) reader.toStart();
    found.forget();
  };
  const shown = isOnly ? found.lines : lines;
  return (
    <div className={css.tab}>
      <div className={css.bar}>
        {head ?? (
          <LineSearch
            onKeyUp={(event: KeyboardEvent) => event.key === "Enter" && found.go(event.shiftKey ? 1 : -1)}
          />
        )}
        {find && (
          <span className={css.steps}>
            <IconButton small icon="up" label="Match before (Enter)" onClick={() => found.go(-1)} />
            <IconButton small icon="down" label="Match after (Shift+Enter)" onClick={() => found.go(1)} />
            {head === null && <OnlyMatches />}
          </span>
        )}
        <span role="status">
          {find ? found.words : describe(lines.length, console.total, console.hasNewer)}
        </span>
        <span className={css.space} />
        <Button small onClick={showStart}>
          Start
        </Button>
        <Button small onClick={showEnd}>
          End
        </Button>
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
          onClick={() => (follows ? setFollows(false) : showEnd())}
        >
          Follow
        </Button>
        <CopyButton
          text={() => shown.map((line) => stripAnsi(line.text)).join("\n")}
          label={`Copy ${countOf(shown.length, "line")}`}
        />
      </div>
      {isLoading && <Waiting />}
      {error !== null && lines.length === 0 && <Failure error={error} />}
      {!isLoading && error === null && lines.length === 0 && <NothingPrinted />}
      {lines.length > 0 && (
        <ConsoleLines
          key={isOnly ? "matches" : "all"}
          label={label}
          lines={shown}
          search={find}
          current={found.current}
          follows={follows && !isOnly}
          wraps={wraps}
          hasOlder={!isOnly && console.hasOlder}
          hasNewer={!isOnly && console.hasNewer}
          onFollows={setFollows}
          onOlder={() => reader.older()}
          onNewer={() => reader.newer()}
          onStart={showStart}
          onEnd={showEnd}
          onLine={
            isOnly
              ? (line) => {
                  change({ only: null });
                  found.choose(line);
                }
              : null
          }
        />
      )}
    </div>
  );
}

/** What lines are searched for, in the address. */
export function LineSearch({ onKeyUp }: { onKeyUp?: (event: KeyboardEvent) => void }) {
  const [address, change] = useAddress();
  return (
    <SearchInput
      label="Search lines"
      value={address.get("find") ?? ""}
      onValue={(value) => change({ find: value || null, ...(!value && { only: null }) })}
      {...(onKeyUp && { onKeyUp })}
    />
  );
}

/** Leaves out lines without a match. */
export function OnlyMatches() {
  const [address, change] = useAddress();
  const isOnly = address.get("only") === "1";
  return (
    <Button
      small
      aria-pressed={isOnly}
      className={isOnly ? css.on : undefined}
      onClick={() => change({ only: isOnly ? null : "1" })}
    >
      Only matches
    </Button>
  );
}

function NothingPrinted() {
  return (
    <Notice title="Nothing was printed">
      <p>
        What the training writes to its output and error appears here, unless capture of the console is off.
      </p>
    </Notice>
  );
}

function describe(here: number, total: number, hasNewer: boolean): string {
  if (here >= total) return countOf(total, "line");
  return `${hasNewer ? "" : "the last "}${formatCount(here)} of ${countOf(total, "line")}`;
}

interface Found {
  lines: readonly Line[];
  /** The match that one is at. */
  current: string | null;
  words: string;
  go: (by: 1 | -1) => void;
  choose: (line: Line) => void;
  forget: () => void;
}

/** Search on the server a moment after the last key, go to the newest match, and from there to others. */
function useFound(uid: string, find: string, onLine: (line: Line) => void): Found {
  const [wanted, setWanted] = useState(find);
  const [current, setCurrent] = useState<string | null>(null);
  useEffect(() => {
    const timer = window.setTimeout(() => setWanted(find), TYPING_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [find]);
  const { data, error, isPlaceholderData, isFetching } = useQuery(searchQuery(uid, wanted));
  const lines = wanted && data ? data.lines : NONE;
  const total = wanted ? (data?.total ?? 0) : 0;
  const place = lines.findIndex((line) => line.cursor === current);
  const choose = (line: Line) => {
    setCurrent(line.cursor);
    onLine(line);
  };
  const go = (by: 1 | -1) => {
    const next = lines[place < 0 ? lines.length - 1 : (place + by + lines.length) % lines.length];
    if (next) choose(next);
  };
  const isReady = wanted !== "" && data !== undefined && !isPlaceholderData;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new search goes to its newest match, once
  useEffect(() => {
    setCurrent(null);
    const newest = lines[lines.length - 1];
    if (isReady && newest) choose(newest);
  }, [isReady, wanted]);
  return { lines, current, words: say(), go, choose, forget: () => setCurrent(null) };

  function say(): string {
    if (error) return explain(error).title;
    if (!isReady || isFetching) return "Searching…";
    if (total === 0) return "no match";
    const older = total - lines.length;
    const at = place < 0 ? "" : `${formatCount(older + place + 1)} of `;
    return `${at}${formatCount(total)} ${total === 1 ? "match" : "matches"}${older ? `; the newest ${formatCount(lines.length)} can be gone to` : ""}`;
  }
}

const NONE: readonly Line[] = [];
