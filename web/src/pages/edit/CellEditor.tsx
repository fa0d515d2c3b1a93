/** A cell that is being changed: Enter keeps, Escape leaves it. */

import { useState } from "react";
import { explain } from "../../api/client";
import type { FieldType } from "../../api/types";
import { readHandValue } from "../../lib/hand-values";
import css from "./CellEditor.module.css";
import { useWrite } from "./use-edits";

interface CellEditorProps {
  run: string;
  path: string;
  type: FieldType | undefined;
  text: string;
  onDone: () => void;
}

/** An input in the place of the value; what is refused is told below it. */
export function CellEditor({ run, path, type, text, onDone }: CellEditorProps) {
  const [draft, setDraft] = useState(text);
  const [problem, setProblem] = useState("");
  const write = useWrite(run);
  const keep = () => {
    if (draft === text) return onDone();
    const read = readHandValue(draft, type);
    if ("problem" in read) return setProblem(read.problem);
    write.mutate([{ op: "assign", path, ...read }], {
      onSuccess: onDone,
      onError: (error) => setProblem(`${explain(error).title} ${explain(error).remedy}`),
    });
  };
  return (
    <span className={css.editor}>
      <input
        // biome-ignore lint/a11y/noAutofocus: the person asked for it
        autoFocus
        aria-label={`New value of ${path}`}
        aria-invalid={problem !== ""}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onClick={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter") keep();
          if (event.key === "Escape") onDone();
        }}
        onBlur={() => !problem && onDone()}
      />
      {problem && (
        <span className={css.problem} role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}
