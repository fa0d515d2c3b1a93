/** The question to the project's runs; what is wrong with it stands under the place. */

import { useEffect, useState } from "react";
import { ApiProblem } from "../../api/client";
import { Icon } from "../../ui/Icon";
import css from "./ProjectPage.module.css";

interface QueryBarProps {
  query: string;
  error: unknown;
  onQuery: (query: string) => void;
}

const PAUSE = 450;

/** An input whose text is asked after a short pause, or at once by Enter. */
export function QueryBar({ query, error, onQuery }: QueryBarProps) {
  const [text, setText] = useState(query);
  useEffect(() => setText(query), [query]);
  useEffect(() => {
    if (text === query) return;
    const timer = window.setTimeout(() => onQuery(text), PAUSE);
    return () => window.clearTimeout(timer);
  }, [text, query, onQuery]);
  const problem = error instanceof ApiProblem ? error.problem : null;
  const position = problem?.position ?? null;
  return (
    <form
      className={css.query}
      onSubmit={(event) => {
        event.preventDefault();
        onQuery(text);
      }}
    >
      <Icon name="search" size={14} />
      <input
        aria-label="Query"
        aria-invalid={problem !== null}
        aria-describedby={problem ? "query-problem" : undefined}
        placeholder='Query, such as  val/acc > 0.9 AND NOT sys/tags CONTAINS "debug"'
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            setText("");
            onQuery("");
          }
        }}
      />
      {problem && (
        <div id="query-problem" className={css.queryProblem} role="alert">
          {position !== null && (
            <span
              className={css.caret}
              style={{ left: `calc(30px + ${Math.min(position, 200)}ch)` }}
              aria-hidden="true"
            >
              ▲
            </span>
          )}
          <b>{problem.detail || problem.title}</b> {problem.remedy}
        </div>
      )}
    </form>
  );
}
