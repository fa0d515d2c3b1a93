/** What somebody wrote of a project, model or version: drawn, and edited in place with a preview beside it. */

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { Markdown } from "../../fields/Markdown";
import { Button } from "../../ui/Button";
import { FormError } from "../Failure";
import css from "./notes.module.css";

interface DescriptionProps {
  text: string;
  /** What it is about: "the project". */
  of: string;
  mayWrite: boolean;
  /** Stands there where nothing is written yet. */
  empty?: ReactNode;
  onSave: (text: string) => Promise<unknown>;
}

/** The text, and for whoever may write a button that turns it into an editor. */
export function Description({ text, of, mayWrite, empty = null, onSave }: DescriptionProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const save = useMutation({ mutationFn: onSave, onSuccess: () => setDraft(null) });
  if (draft !== null) {
    return (
      <Editor
        of={of}
        draft={draft}
        isSaving={save.isPending}
        error={save.error}
        onDraft={setDraft}
        onSave={() => save.mutate(draft)}
        onLeave={() => {
          save.reset();
          setDraft(null);
        }}
      />
    );
  }
  return (
    <div className={css.shown}>
      {text ? <Markdown text={text} /> : empty}
      {mayWrite && (
        <div className={css.edit}>
          <Button small onClick={() => setDraft(text)}>
            {text ? "Edit" : "Write"} the description
          </Button>
        </div>
      )}
    </div>
  );
}

interface EditorProps {
  of: string;
  draft: string;
  isSaving: boolean;
  error: unknown;
  onDraft: (draft: string) => void;
  onSave: () => void;
  onLeave: () => void;
}

function Editor({ of, draft, isSaving, error, onDraft, onSave, onLeave }: EditorProps) {
  const id = useId();
  return (
    <form
      className={css.editor}
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <div className={css.both}>
        <div className={css.side}>
          <label htmlFor={id}>Description of {of}, in Markdown</label>
          <textarea
            id={id}
            // biome-ignore lint/a11y/noAutofocus: whoever asked to write wants to write
            autoFocus
            value={draft}
            rows={Math.max(8, Math.min(30, draft.split("\n").length + 2))}
            onChange={(event) => onDraft(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) onSave();
              if (event.key === "Escape") onLeave();
            }}
          />
        </div>
        <section className={css.side} aria-label="Preview">
          <span aria-hidden="true">Preview</span>
          <div className={css.preview}>
            <Markdown text={draft} />
          </div>
        </section>
      </div>
      <FormError error={error} />
      <div className={css.deeds}>
        <Button type="submit" look="strong" disabled={isSaving}>
          Save the description
        </Button>
        <Button onClick={onLeave}>Leave it as it was</Button>
      </div>
    </form>
  );
}
