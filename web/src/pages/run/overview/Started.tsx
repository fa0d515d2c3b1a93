/** How a run was started: commit, host, machine, command. */

import type { Run } from "../../../api/types";
import { formatBytes, readNumber } from "../../../lib/numbers";
import { Code } from "../../../ui/Copy";
import { PathText } from "../../../ui/Words";
import { type SessionFacts, textOf } from "../session-fields";
import css from "./overview.module.css";

/** The newest session of a run. */
export function Started({ run, sessions }: { run: Run; sessions: readonly SessionFacts[] }) {
  const session = sessions[sessions.length - 1];
  if (!session) {
    return (
      <section className={css.panel} aria-label="How it was started">
        <h2>How it was started</h2>
        <p className={css.none}>No process has told of itself.</p>
      </section>
    );
  }
  const commit = textOf(session, "git/commit");
  const isDirty = session.values.get("git/dirty")?.value === true;
  const command = textOf(session, "command");
  const memory = readNumber(session.values.get("memory")?.value);
  const machine = [textOf(session, "os"), textOf(session, "python") && `Python ${textOf(session, "python")}`];
  const gpus = [...session.values.keys()].filter((path) => /^gpu\d*\/name$/.test(path));
  return (
    <section className={css.panel} aria-label="How it was started">
      <h2>
        How it was started
        {sessions.length > 1 && <span>the newest of {sessions.length} sessions</span>}
      </h2>
      <dl className={css.pairs}>
        {commit && (
          <>
            <dt>Commit</dt>
            <dd title={`${commit}\n${textOf(session, "git/message")}`}>
              <span className="mono">{commit.slice(0, 7)}</span> {textOf(session, "git/branch")}{" "}
              {isDirty && <span className={css.dirty}>with changes</span>}
            </dd>
          </>
        )}
        <dt>Host</dt>
        <dd>{textOf(session, "host") || "–"}</dd>
        {machine.some(Boolean) && (
          <>
            <dt>Machine</dt>
            <dd title={textOf(session, "cpu")}>
              {[...machine, memory && formatBytes(memory), ...gpus.map((path) => textOf(session, path))]
                .filter(Boolean)
                .join(" · ")}
            </dd>
          </>
        )}
        {textOf(session, "folder") && (
          <>
            <dt>Folder</dt>
            <dd className="mono" title={textOf(session, "folder")}>
              <PathText path={textOf(session, "folder")} limit={40} />
            </dd>
          </>
        )}
        <dt>By</dt>
        <dd>{run.owner}</dd>
      </dl>
      {command && (
        <div className={css.command}>
          <Code text={command} label="Copy the command" />
        </div>
      )}
    </section>
  );
}
