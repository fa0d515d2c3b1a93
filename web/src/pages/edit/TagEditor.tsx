/** Tags of runs: those that are there, more by name or from those that others have. */

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { valuesQuery } from "../../api/queries";
import { countOf } from "../../lib/numbers";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Input } from "../../ui/Input";
import css from "./TagEditor.module.css";

interface TagEditorProps {
  project: string;
  /** Those that all of the runs have. */
  tags: readonly string[];
  onAdd: (tag: string) => void;
  onRemove: (tag: string) => void;
}

const OFFERED = 12;
const LONGEST = 200;

/** A panel's content. */
export function TagEditor({ project, tags, onAdd, onRemove }: TagEditorProps) {
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const { data } = useQuery(valuesQuery(project, "sys/tags", wanted, OFFERED + tags.length));
  const offered = (data?.values ?? []).filter((one) => !tags.includes(String(one.value))).slice(0, OFFERED);
  const add = (tag: string) => {
    if (!tag) return;
    onAdd(tag);
    setText("");
  };
  return (
    <div className={css.editor}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          add(text.trim());
        }}
      >
        <Input
          aria-label="Tag"
          placeholder="A tag"
          maxLength={LONGEST}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" disabled={!text.trim()}>
          Add
        </Button>
      </form>
      {tags.length > 0 && (
        <ul className={css.tags} aria-label="Tags">
          {tags.map((tag) => (
            <li key={tag}>
              <bdi>{tag}</bdi>
              <button type="button" aria-label={`Remove ${tag}`} onClick={() => onRemove(tag)}>
                <Icon name="close" size={11} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {offered.length > 0 && (
        <div className={css.offered}>
          {offered.map(({ value, runs }) => (
            <button key={String(value)} type="button" onClick={() => add(String(value))}>
              <bdi>{String(value)}</bdi> <em>{countOf(runs, "run")}</em>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
