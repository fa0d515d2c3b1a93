/** What people wrote of a run, in Markdown, and what stood there before. */

import { editsQuery } from "../../api/queries";
import type { Run } from "../../api/types";
import { Code } from "../../ui/Copy";
import { Notice } from "../../ui/Notice";
import { useWrite } from "../edit/use-edits";
import { Description } from "../notes/Description";
import { MOST_EDITS, NotesHistory } from "../notes/NotesHistory";
import { useRights } from "../settings/use-role";
import css from "./NotesTab.module.css";

const PATH = "sys/description";
/** Of a longer text a run has only the beginning. */
const MOST = 60_000;

/** The description, its editor, its history. */
export function NotesTab({ run }: { run: Run }) {
  const { mayWrite } = useRights(run.project);
  const write = useWrite(run.uid);
  const isWhole = run.description.length < MOST;
  const save = (value: string) => write.mutateAsync([{ op: "assign", path: PATH, value }]);
  return (
    <div className={css.tab}>
      <Description
        text={run.description}
        of="the run"
        mayWrite={mayWrite && isWhole}
        empty={
          <Notice title="No notes yet">
            <Code text={'run = seamark.init_run(description="What I *try* here, and $why$")'} />
          </Notice>
        }
        onSave={save}
      />
      {!isWhole && <p className={css.note}>This text is too long to be edited here.</p>}
      <NotesHistory
        text={run.description}
        query={editsQuery(run.uid, PATH, MOST_EDITS)}
        mayWrite={mayWrite && isWhole}
        onSave={save}
      />
    </div>
  );
}
