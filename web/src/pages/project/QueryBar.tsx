/** The question to the project's runs: completed while one writes, what is wrong with it told under the place. */

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { ApiProblem } from "../../api/client";
import type { FieldType } from "../../api/types";
import { expectAt, readWords } from "../../lib/query-language";
import { joinClasses } from "../../ui/classes";
import { Icon } from "../../ui/Icon";
import { FilterBuilder } from "./FilterBuilder";
import css from "./QueryBar.module.css";
import { type Suggestion, useSuggestions } from "./use-suggestions";

interface QueryBarProps {
  project: string;
  types: ReadonlyMap<string, FieldType>;
  query: string;
  error: unknown;
  onQuery: (query: string) => void;
}

const PAUSE = 450;

/** An input whose text is asked after a short pause, or at once by Enter. */
export function QueryBar({ project, types, query, error, onQuery }: QueryBarProps) {
  const input = useRef<HTMLInputElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const [text, setText] = useState(query);
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(0);
  useEffect(() => setText(query), [query]);
  useEffect(() => {
    if (text === query || !isWhole(text)) return;
    const timer = window.setTimeout(() => onQuery(text), PAUSE);
    return () => window.clearTimeout(timer);
  }, [text, query, onQuery]);
  const expected = caret === null ? null : expectAt(text, caret);
  const suggestions = useSuggestions(project, types, expected);
  const at = Math.min(chosen, suggestions.length - 1);
  const problem = error instanceof ApiProblem && text === query ? error.problem : null;
  const follow = () => {
    const field = input.current;
    if (!field) return;
    if (mirror.current) mirror.current.scrollLeft = field.scrollLeft;
    setCaret(field.selectionStart === field.selectionEnd ? field.selectionStart : null);
  };
  const take = (suggestion: Suggestion) => {
    if (!expected) return;
    const rest = text.slice(expected.end).trimStart();
    const head = `${text.slice(0, expected.start)}${suggestion.text} `;
    setText(head + rest);
    setChosen(0);
    requestAnimationFrame(() => {
      input.current?.setSelectionRange(head.length, head.length);
      follow();
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (suggestions.length === 0) return;
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      setChosen((at + by + suggestions.length) % suggestions.length);
    } else if (event.key === "Tab" && suggestions[at]) {
      event.preventDefault();
      take(suggestions[at]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const picked = chosen > 0 ? suggestions[at] : undefined;
      if (picked) take(picked);
      else {
        onQuery(text);
        setCaret(null);
      }
    } else if (event.key === "Escape") {
      if (suggestions.length) setCaret(null);
      else {
        setText("");
        onQuery("");
      }
    }
  };
  return (
    <search className={css.query}>
      <Icon name="search" size={14} />
      <div ref={mirror} className={css.mirror} aria-hidden="true">
        <Coloured text={text} wrong={problem?.position ?? null} />
      </div>
      <input
        ref={input}
        role="combobox"
        aria-label="Query"
        aria-expanded={suggestions.length > 0}
        aria-controls="query-suggestions"
        aria-autocomplete="list"
        aria-activedescendant={suggestions.length ? `suggestion-${at}` : undefined}
        aria-invalid={problem !== null}
        aria-describedby={problem ? "query-problem" : undefined}
        placeholder='Query, such as  val/acc > 0.9 AND NOT sys/tags CONTAINS "debug"'
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
          follow();
        }}
        onSelect={follow}
        onScroll={follow}
        onBlur={() => setCaret(null)}
        onKeyDown={onKeyDown}
      />
      <FilterBuilder types={types} query={query} onQuery={onQuery} />
      {problem && suggestions.length === 0 && (
        <div id="query-problem" className={css.problem} role="alert">
          <b>{problem.detail || problem.title}</b> {problem.remedy}
        </div>
      )}
      {suggestions.length > 0 && (
        <div
          id="query-suggestions"
          className={css.suggestions}
          style={{ left: placeOf(input.current, expected?.start ?? 0) }}
          role="listbox"
          aria-label="What may stand here"
        >
          {suggestions.map((suggestion, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the input has the focus
            // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the keys
            <div
              key={suggestion.text}
              id={`suggestion-${index}`}
              role="option"
              aria-selected={index === at}
              className={joinClasses(css.suggestion, index === at && css.chosen)}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(suggestion)}
            >
              <span className="mono">{suggestion.text}</span>
              <em>{suggestion.note}</em>
            </div>
          ))}
          <p className={css.hint}>Tab takes it, Enter asks</p>
        </div>
      )}
    </search>
  );
}

const CHARACTER = 7.5;

/** The list stands under the word that is being written, as far as there is room. */
function placeOf(field: HTMLInputElement | null, start: number): number {
  if (!field) return 0;
  return Math.max(0, Math.min(start * CHARACTER + 20 - field.scrollLeft, field.clientWidth - 440));
}

/** A query in the middle of a condition is not asked by itself: it could only be wrong. */
function isWhole(text: string): boolean {
  if (text.trim() === "") return true;
  const last = readWords(text).at(-1);
  return last?.kind === "value" || last?.text === ")" || /^exists$/i.test(last?.text ?? "");
}

/** The query in colours, under the input, whose own text is not seen. */
function Coloured({ text, wrong }: { text: string; wrong: number | null }) {
  const parts = [];
  let at = 0;
  for (const word of readWords(text)) {
    if (word.start > at) parts.push(text.slice(at, word.start));
    const isWrong = wrong !== null && wrong >= word.start && wrong < word.end;
    parts.push(
      <span key={word.start} className={joinClasses(css[word.kind], isWrong && css.wrong)}>
        {word.text}
      </span>,
    );
    at = word.end;
  }
  const isWrongEnd = wrong !== null && wrong >= at;
  return (
    <>
      {parts}
      {text.slice(at)}
      {isWrongEnd && text && <span className={css.wrong}>&nbsp;</span>}
    </>
  );
}
