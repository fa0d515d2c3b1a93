/** The trash of a project: what is in it, back to its place, or gone for good. */

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { restoreFromTrash, trashQuery } from "../../api/trash";
import type { TrashedObject, TrashResult, TrashWeight } from "../../api/types";
import { countOf, formatBytes } from "../../lib/numbers";
import { Button } from "../../ui/Button";
import { Notice, Waiting } from "../../ui/Notice";
import { Failure, FormError } from "../Failure";
import { projectCrumbs } from "../frame/crumbs";
import { Frame } from "../frame/Frame";
import { useRights } from "../settings/use-role";
import { DeleteDialog, type Doomed } from "./DeleteDialog";
import { TrashTable } from "./TrashTable";
import css from "./trash.module.css";

/** The page at `/<workspace>/<project>/trash`. */
export function TrashPage({ project }: { project: string }) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    trashQuery(project),
  );
  const objects = useMemo(() => data?.pages.flatMap((page) => page.objects) ?? [], [data]);
  const first = data?.pages[0];
  return (
    <Frame
      title={`Trash · ${project.split("/")[1]}`}
      crumbs={projectCrumbs(project, { text: "Trash" })}
      project={project}
      run={null}
    >
      <h1 className="unseen">Trash</h1>
      {error && !data && <Failure error={error} />}
      {isPending && <Waiting />}
      {first && (
        <Contents project={project} objects={objects} total={first.total} weight={first.weight}>
          {hasNextPage && (
            <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              Show more of {countOf(first.total, "object")}
            </Button>
          )}
        </Contents>
      )}
    </Frame>
  );
}

interface ContentsProps {
  project: string;
  objects: readonly TrashedObject[];
  total: number;
  weight: TrashWeight;
  children: ReactNode;
}

function Contents({ project, objects, total, weight, children }: ContentsProps) {
  const client = useQueryClient();
  const { mayWrite, mayOwn } = useRights(project);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [doomed, setDoomed] = useState<Doomed | null>(null);
  const [told, setTold] = useState("");
  const picked = objects.filter((one) => chosen.has(one.uid));
  const restore = useMutation({
    mutationFn: (ids: readonly string[]) => restoreFromTrash(project, ids),
    onSuccess: ({ objects: count }) => setTold(`${countOf(count, "object")} taken out of the trash.`),
    onSettled: () => {
      setChosen(new Set());
      return client.invalidateQueries();
    },
  });
  const onDeleted = async (done: TrashResult) => {
    setDoomed(null);
    setChosen(new Set());
    setTold(tellDeleted(done));
    await client.invalidateQueries();
  };
  const ids = picked.map((one) => one.uid);
  return (
    <>
      <div className={css.bar}>
        <span role="status">
          {told || (total ? describeTrash(total, weight) : "")}
          {!told && !mayOwn && total > 0 && " Owners of the project may delete it for good."}
        </span>
        <FormError error={restore.error} />
        <div className={css.deeds}>
          {picked.length > 0 && mayWrite && (
            <Button disabled={restore.isPending} onClick={() => restore.mutate(ids)}>
              Restore {countOf(picked.length, "object")}
            </Button>
          )}
          {picked.length > 0 && mayOwn && (
            <Button onClick={() => setDoomed({ ids, names: picked.map(nameObject) })}>
              Delete {countOf(picked.length, "object")} for good…
            </Button>
          )}
          {picked.length === 0 && mayOwn && total > 0 && (
            <Button onClick={() => setDoomed({ ids: null, names: objects.map(nameObject), weight })}>
              Empty the trash…
            </Button>
          )}
        </div>
      </div>
      {total === 0 ? (
        <Notice title="The trash is empty">
          <p>Runs, models and versions that are put here leave the tables, and stay readable by their ids.</p>
        </Notice>
      ) : (
        <div className={css.page}>
          <TrashTable project={project} objects={objects} chosen={chosen} onChosen={setChosen} />
          {children}
        </div>
      )}
      {doomed && (
        <DeleteDialog
          project={project}
          doomed={doomed}
          onClose={() => setDoomed(null)}
          onDeleted={(done) => void onDeleted(done)}
        />
      )}
    </>
  );
}

function nameObject(object: TrashedObject): string {
  return object.name ? `${object.name} (${object.id})` : object.id;
}

function describeTrash(total: number, weight: TrashWeight): string {
  const freed = weight.bytes ? `${formatBytes(weight.bytes)} of files that nothing else has` : "no files";
  return `${countOf(total, "object")} in the trash; deleting ${total === 1 ? "it" : "them"} frees ${freed}.`;
}

function tellDeleted({ objects, bytes }: TrashResult): string {
  const gone = `${countOf(objects, "object")} deleted for good.`;
  return bytes ? `${gone} ${formatBytes(bytes)} of files go with clean-ups.` : gone;
}
