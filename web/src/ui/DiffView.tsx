/** Differences of two texts, or a patch: unified or side by side, unchanged stretches folded. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { changedStretch, type Diff, type DiffRow, diffTexts, pairRows } from "../lib/diff-rows";
import { countOf, formatCount } from "../lib/numbers";
import { readPatch } from "../lib/patch";
import { Button } from "./Button";
import { joinClasses } from "./classes";
import css from "./DiffView.module.css";

export type DiffLook = "unified" | "split";

const ROW = 20;
const MOST_CHARACTERS = 2_000;

interface DiffViewProps {
  before: string;
  after: string;
  /** What is compared: read out, and set above. */
  name: string;
  look?: DiffLook;
}

/** What differs between two texts. */
export function DiffView({ before, after, name, look = "unified" }: DiffViewProps) {
  const diff = useMemo(() => diffTexts(before, after), [before, after]);
  if (before === after) return <p className={css.note}>{name} is the same on both sides.</p>;
  return <DiffRows {...diff} name={name} facts={[]} look={look} />;
}

/** The files of a patch, one below the other, with a switch between both looks. */
export function PatchView({ text, children }: { text: string; children?: ReactNode }) {
  const patch = useMemo(() => readPatch(text), [text]);
  const [look, setLook] = useState<DiffLook>("unified");
  const [added, removed] = [sum(patch.files, "added"), sum(patch.files, "removed")];
  return (
    <div className={css.patch}>
      <div className={css.bar}>
        <span>
          {countOf(patch.files.length, "file")} <Counts added={added} removed={removed} />
        </span>
        {children}
        <LookSwitch look={look} onLook={setLook} />
      </div>
      {patch.note && <p className={css.note}>{patch.note}</p>}
      {patch.files.length === 0 && <p className={css.note}>There is no change in this patch.</p>}
      {patch.files.map((file, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a patch may change one file twice
        <DiffRows key={index} {...file} note="" look={look} />
      ))}
    </div>
  );
}

function sum(files: readonly { added: number; removed: number }[], name: "added" | "removed"): number {
  return files.reduce((total, file) => total + file[name], 0);
}

/** Chooses between one column and two. */
export function LookSwitch({ look, onLook }: { look: DiffLook; onLook: (look: DiffLook) => void }) {
  return (
    <fieldset className={css.looks}>
      <legend className="unseen">How differences are shown</legend>
      {(["unified", "split"] as const).map((one) => (
        <Button
          key={one}
          small
          look={look === one ? "normal" : "plain"}
          aria-pressed={look === one}
          onClick={() => onLook(one)}
        >
          {one === "unified" ? "Unified" : "Side by side"}
        </Button>
      ))}
    </fieldset>
  );
}

function Counts({ added, removed }: { added: number; removed: number }) {
  return (
    <span className={css.counts}>
      <b className={css.plus}>+{formatCount(added)}</b> <b className={css.minus}>−{formatCount(removed)}</b>
    </span>
  );
}

interface DiffRowsProps extends Diff {
  name: string;
  facts: readonly string[];
  look: DiffLook;
}

function DiffRows({ rows, added, removed, note, name, facts, look }: DiffRowsProps) {
  const [open, setOpen] = useState<ReadonlySet<DiffRow>>(new Set());
  const shown = useMemo(
    () => rows.flatMap((row) => (open.has(row) && row.hidden ? row.hidden : [row])),
    [rows, open],
  );
  const pairs = useMemo(
    () => (look === "split" ? pairRows(shown) : shown.map((row) => ({ left: row, right: row }))),
    [shown, look],
  );
  const scroll = useRef<HTMLElement>(null);
  const list = useVirtualizer({
    count: pairs.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 30,
  });
  const width = useMemo(() => {
    const widest = shown.reduce((most, row) => Math.max(most, row.text.length), 0);
    return `${Math.min(MOST_CHARACTERS, widest) + 24}ch`;
  }, [shown]);
  return (
    <section className={css.file} aria-label={`Differences in ${name}`}>
      <header className={css.head}>
        <b className="mono">{name}</b>
        {facts.map((fact) => (
          <span key={fact} className={css.fact}>
            {fact}
          </span>
        ))}
        <Counts added={added} removed={removed} />
      </header>
      {note && <p className={css.note}>{note}</p>}
      {rows.length > 0 && (
        <section
          ref={scroll}
          className={css.scroll}
          aria-label={`Lines of ${name}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls has to be reached by keyboard
          tabIndex={0}
        >
          <div
            style={{
              height: list.getTotalSize(),
              position: "relative",
              minWidth: look === "split" ? undefined : width,
            }}
          >
            {list.getVirtualItems().map((item) => {
              const pair = pairs[item.index];
              const fold = pair?.left?.kind === "fold" ? pair.left : null;
              return (
                <div
                  key={item.key}
                  className={css.row}
                  style={{ height: item.size, transform: `translateY(${item.start}px)` }}
                >
                  {fold ? (
                    <Fold row={fold} onOpen={() => setOpen(new Set([...open, fold]))} />
                  ) : look === "split" ? (
                    <>
                      <Side row={pair?.left ?? null} other={pair?.right ?? null} side="before" />
                      <Side row={pair?.right ?? null} other={pair?.left ?? null} side="after" />
                    </>
                  ) : (
                    pair?.left && <Unified row={pair.left} />
                  )}
                </div>
              );
            })}
          </div>
        </section>
      )}
    </section>
  );
}

function Fold({ row, onOpen }: { row: DiffRow; onOpen: () => void }) {
  const words = `${countOf(row.count ?? 0, "unchanged line")}`;
  if (!row.hidden?.length) return <span className={css.fold}>{words} not in the patch</span>;
  return (
    <button type="button" className={css.fold} onClick={onOpen}>
      Show {words}
    </button>
  );
}

const SIGNS: Record<DiffRow["kind"], string> = { same: " ", added: "+", removed: "−", fold: " " };

function Unified({ row }: { row: DiffRow }) {
  return (
    <div className={joinClasses(css.line, css[row.kind])}>
      <i>{row.before}</i>
      <i>{row.after}</i>
      <b>{SIGNS[row.kind]}</b>
      <code>{cut(row.text)}</code>
    </div>
  );
}

interface SideProps {
  row: DiffRow | null;
  other: DiffRow | null;
  side: "before" | "after";
}

function Side({ row, other, side }: SideProps) {
  if (!row) return <div className={joinClasses(css.line, css.none)} />;
  const isChange = row.kind !== "same" && other !== null;
  return (
    <div className={joinClasses(css.line, css[row.kind])} title={row.text.slice(0, MOST_CHARACTERS)}>
      <i>{row[side]}</i>
      <b>{SIGNS[row.kind]}</b>
      <code>{isChange ? <Changed text={cut(row.text)} other={cut(other.text)} /> : cut(row.text)}</code>
    </div>
  );
}

function Changed({ text, other }: { text: string; other: string }) {
  const [start, end] = changedStretch(text, other);
  return (
    <>
      {text.slice(0, start)}
      <mark>{text.slice(start, end)}</mark>
      {text.slice(end)}
    </>
  );
}

function cut(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)} … cut` : text;
}
