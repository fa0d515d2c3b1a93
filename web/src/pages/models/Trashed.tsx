/** Putting a model or a version into the trash, and taking it out again. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { moveToTrash, restoreFromTrash } from "../../api/trash";
import type { Model, ModelVersion } from "../../api/types";
import { Button } from "../../ui/Button";
import { FormError } from "../Failure";
import css from "./models.module.css";

interface TrashProps {
  item: Model | ModelVersion;
  mayWrite: boolean;
}

function useTrash(item: Model | ModelVersion) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (isIn: boolean) => (isIn ? moveToTrash : restoreFromTrash)(item.project, [item.uid]),
    onSettled: () => client.invalidateQueries(),
  });
}

/** A button that puts it there; what is there already has the line below instead. */
export function TrashButton({ item, mayWrite }: TrashProps) {
  const trash = useTrash(item);
  if (!mayWrite || item.trashed) return null;
  return (
    <>
      <FormError error={trash.error} />
      <Button disabled={trash.isPending} onClick={() => trash.mutate(true)}>
        Move to trash
      </Button>
    </>
  );
}

/** Says that it is in the trash, and takes it out. */
export function TrashedLine({ item, mayWrite }: TrashProps) {
  const trash = useTrash(item);
  if (!item.trashed) return null;
  return (
    <div className={css.told} role="status">
      {"stage" in item ? "This version is in the trash." : "This model is in the trash, with its versions."}
      {mayWrite && (
        <Button small disabled={trash.isPending} onClick={() => trash.mutate(false)}>
          Take it out
        </Button>
      )}
      <FormError error={trash.error} />
    </div>
  );
}
