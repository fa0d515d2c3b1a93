/** What is in the trash, each with a box to choose it. */

import { Link } from "wouter";
import type { TrashedObject } from "../../api/types";
import { modelPath, runPath, versionPath } from "../../paths";
import { useNow } from "../../ui/now";
import { CutText, TimeText } from "../../ui/Words";
import css from "./trash.module.css";

interface TrashTableProps {
  project: string;
  objects: readonly TrashedObject[];
  chosen: ReadonlySet<string>;
  onChosen: (chosen: ReadonlySet<string>) => void;
}

const KINDS: Partial<Record<TrashedObject["kind"], string>> = {
  run: "Run",
  model: "Model",
  model_version: "Version",
};

/** A row for each; the box on top chooses all that are shown. */
export function TrashTable({ project, objects, chosen, onChosen }: TrashTableProps) {
  const now = useNow();
  const isAll = objects.every((one) => chosen.has(one.uid));
  const turn = (uid: string) => {
    const next = new Set(chosen);
    if (!next.delete(uid)) next.add(uid);
    onChosen(next);
  };
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col" className={css.box}>
              <input
                type="checkbox"
                aria-label="Choose all that are shown"
                checked={isAll}
                ref={(box) => {
                  if (box) box.indeterminate = !isAll && chosen.size > 0;
                }}
                onChange={() => onChosen(new Set(isAll ? [] : objects.map((one) => one.uid)))}
              />
            </th>
            <th scope="col">What</th>
            <th scope="col">Name</th>
            <th scope="col">Owner</th>
            <th scope="col">Made</th>
            <th scope="col">Put here</th>
          </tr>
        </thead>
        <tbody>
          {objects.map((one) => (
            <tr key={one.uid} className={chosen.has(one.uid) ? css.chosen : undefined}>
              <td className={css.box}>
                <input
                  type="checkbox"
                  aria-label={`Choose ${one.id}`}
                  checked={chosen.has(one.uid)}
                  onChange={() => turn(one.uid)}
                />
              </td>
              <td className={css.dim}>{KINDS[one.kind] ?? one.kind}</td>
              <td>
                <Link href={pathOf(project, one)} className={css.name}>
                  <CutText text={one.name || one.id} limit={48} />
                </Link>
                {one.name && <span className={css.id}>{one.id}</span>}
                {one.held_by && (
                  <span className={css.held}>stays as long as its fork {one.held_by} does</span>
                )}
              </td>
              <td>{one.owner}</td>
              <td className={css.dim}>
                <TimeText micros={one.created_at} now={now} />
              </td>
              <td className={css.dim}>
                <TimeText micros={one.trashed_at} now={now} />
                {one.trashed_by && ` by ${one.trashed_by}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function pathOf(project: string, { kind, id }: TrashedObject): string {
  if (kind === "model") return modelPath(project, id);
  return kind === "model_version" ? versionPath(project, id) : runPath(project, id);
}
