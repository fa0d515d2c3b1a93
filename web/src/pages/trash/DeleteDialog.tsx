/** Asks before anything is deleted for good: what goes, what it frees, and a word that is typed. */

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { deleteForGood, weightQuery } from "../../api/trash";
import type { TrashResult, TrashWeight } from "../../api/types";
import { countOf, formatBytes, formatCount } from "../../lib/numbers";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Labelled } from "../../ui/Form";
import { Input } from "../../ui/Input";
import { FormError } from "../Failure";
import css from "./trash.module.css";

/** What is to be deleted: these, or with null all that is in the trash. */
export interface Doomed {
  ids: readonly string[] | null;
  names: readonly string[];
  weight?: TrashWeight;
}

interface DeleteDialogProps {
  project: string;
  doomed: Doomed;
  onClose: () => void;
  onDeleted: (done: TrashResult) => void;
}

const WORD = "delete";
const NAMED = 5;
/** So many are named in one call. */
const AT_ONCE = 1_000;

/** The dialog. */
export function DeleteDialog({ project, doomed, onClose, onDeleted }: DeleteDialogProps) {
  const { ids, names } = doomed;
  const [typed, setTyped] = useState("");
  const asked = useQuery({
    ...weightQuery(project, (ids ?? []).slice(0, AT_ONCE)),
    enabled: ids !== null && ids.length <= AT_ONCE,
  });
  const weight = doomed.weight ?? asked.data;
  const remove = useMutation({ mutationFn: () => deleteAll(project, ids), onSuccess: onDeleted });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim().toLowerCase() === WORD) remove.mutate();
  };
  const count = weight?.objects ?? names.length;
  const more = count - Math.min(NAMED, names.length);
  return (
    <Dialog title={ids === null ? "Empty the trash" : "Delete for good"} onClose={onClose}>
      <form className={css.dialog} onSubmit={submit}>
        <p>
          There is no way back but a back-up. With all that was logged to {count === 1 ? "it" : "them"},{" "}
          {countOf(count, "object")} {count === 1 ? "goes" : "go"}:
        </p>
        <ul>
          {names.slice(0, NAMED).map((name) => (
            <li key={name}>{name}</li>
          ))}
          {more > 0 && <li>and {formatCount(more)} more</li>}
        </ul>
        <p role="status">{weight ? describeFiles(weight) : "Measuring what it frees…"}</p>
        <FormError error={asked.error ?? remove.error} />
        <Labelled label={`Type “${WORD}” to confirm`}>
          <Input
            required
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Labelled>
        <div className={css.deeds}>
          <Button
            type="submit"
            className={css.final}
            disabled={typed.trim().toLowerCase() !== WORD || remove.isPending}
          >
            Delete {countOf(count, "object")} for good
          </Button>
          <Button onClick={onClose}>Keep {count === 1 ? "it" : "them"}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function describeFiles({ files, bytes }: TrashWeight): string {
  if (files === 0) return "No file goes with it: there is none, or something else has it too.";
  return `${countOf(files, "file")} that nothing else has: ${formatBytes(bytes)} are freed by clean-ups, a day later or a week after they were uploaded.`;
}

async function deleteAll(project: string, ids: readonly string[] | null): Promise<TrashResult> {
  if (ids === null) return deleteForGood(project, null);
  const done = { objects: 0, bytes: 0 };
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const { objects, bytes } = await deleteForGood(project, ids.slice(start, start + AT_ONCE));
    done.objects += objects;
    done.bytes += bytes;
  }
  return done;
}
