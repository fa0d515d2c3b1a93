/** JSON as a tree that opens and closes; long lists are shown a part at a time. */

import { useState } from "react";
import { countOf } from "../lib/numbers";
import css from "./JsonTree.module.css";

const PAGE = 200;
const MOST_TEXT = 2_000;
/** So many rows stand open at first, about one screen. */
const FIRST = 60;

/** A value with all that lies in it. */
export function JsonTree({ value, label }: { value: unknown; label: string }) {
  return (
    <ul className={css.tree} aria-label={label}>
      <Branch name={null} value={value} depth={0} />
    </ul>
  );
}

interface BranchProps {
  name: string | null;
  value: unknown;
  depth: number;
}

function Branch({ name, value, depth }: BranchProps) {
  const [isOpen, setOpen] = useState(depth === 0 || (depth < 3 && sizeOf(value) <= FIRST / 4));
  const [shown, setShown] = useState(PAGE);
  const key = name !== null && <span className={css.key}>{name}: </span>;
  if (typeof value !== "object" || value === null) {
    return (
      <li>
        {key}
        <Leaf value={value} />
      </li>
    );
  }
  const isList = Array.isArray(value);
  const count = sizeOf(value);
  const [open, close] = isList ? "[]" : "{}";
  if (count === 0) {
    return (
      <li>
        {key}
        {`${open}${close}`}
      </li>
    );
  }
  const words = isList ? countOf(count, "item") : countOf(count, "key");
  return (
    <li>
      <button type="button" className={css.toggle} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span className={css.mark} aria-hidden="true" />
        {key}
        {open}
        {!isOpen && <span className={css.dim}>{` ${words} ${close}`}</span>}
      </button>
      {isOpen && (
        <>
          <ul>
            {Object.entries(value)
              .slice(0, shown)
              .map(([inner, item]) => (
                <Branch key={inner} name={inner} value={item} depth={depth + 1} />
              ))}
            {count > shown && (
              <li>
                <button type="button" className={css.more} onClick={() => setShown(shown + PAGE * 5)}>
                  {`${countOf(count - shown, "more item")}: show the next ${Math.min(PAGE * 5, count - shown)}`}
                </button>
              </li>
            )}
          </ul>
          {close}
        </>
      )}
    </li>
  );
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value === "string") {
    const text =
      value.length > MOST_TEXT ? `${value.slice(0, MOST_TEXT)}… (${value.length} characters)` : value;
    return <bdi className={css.string}>{JSON.stringify(text)}</bdi>;
  }
  return <span className={typeof value === "number" ? css.number : css.word}>{String(value)}</span>;
}

function sizeOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}
