/** A text that can be changed where it stands: a click or Enter opens it, Enter keeps, Escape leaves it. */

import { type ReactNode, useState } from "react";
import { IconButton } from "./Button";
import css from "./EditText.module.css";

interface EditTextProps {
  label: string;
  text: string;
  /** What is shown while it is not edited. */
  children: ReactNode;
  /** Several lines; Ctrl-Enter keeps. */
  isLong?: boolean;
  most?: number;
  onKeep: (text: string) => void;
}

/** The text with a pencil beside it. */
export function EditText({ label, text, children, isLong = false, most, onKeep }: EditTextProps) {
  const [draft, setDraft] = useState<string | null>(null);
  if (draft === null)
    return (
      <span className={css.shown}>
        {children}
        <IconButton
          small
          icon="pencil"
          className={css.pencil}
          label={`Edit ${label}`}
          onClick={() => setDraft(text)}
        />
      </span>
    );
  const keep = () => {
    if (draft !== text) onKeep(draft);
    setDraft(null);
  };
  const shared = {
    "aria-label": label,
    value: draft,
    maxLength: most,
    autoFocus: true,
    className: css.input,
    onBlur: keep,
  };
  return isLong ? (
    <textarea
      {...shared}
      rows={Math.min(12, Math.max(3, draft.split("\n").length + 1))}
      onChange={(event) => setDraft(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") setDraft(null);
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) keep();
      }}
    />
  ) : (
    <input
      {...shared}
      onChange={(event) => setDraft(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") setDraft(null);
        if (event.key === "Enter") keep();
      }}
    />
  );
}
