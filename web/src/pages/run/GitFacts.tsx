/** The state of git when a session started. */

import { commitAddress } from "../../lib/git-remote";
import { CopyButton } from "../../ui/Copy";
import css from "./GitFacts.module.css";
import { type SessionFacts, textOf } from "./session-fields";

/** Commit, branch, remote, and whether there were changes beside the commit. */
export function GitFacts({ session }: { session: SessionFacts }) {
  const commit = textOf(session, "git/commit");
  const remote = textOf(session, "git/remote");
  const branch = textOf(session, "git/branch");
  const dirty = session.values.get("git/dirty")?.value;
  const script = textOf(session, "script");
  const address = commitAddress(remote, commit);
  if (!commit && !script) return null;
  return (
    <dl className={css.facts} aria-label="State of git">
      {commit && (
        <>
          <dt>Commit</dt>
          <dd>
            {address ? (
              <a className="mono" href={address} target="_blank" rel="noopener noreferrer">
                {commit.slice(0, 10)}
              </a>
            ) : (
              <span className="mono">{commit.slice(0, 10)}</span>
            )}
            <CopyButton text={commit} label="Copy the commit" />
            <span className={css.message} title={textOf(session, "git/message")}>
              {textOf(session, "git/message").split("\n")[0]}
            </span>
            {dirty === true && <b className={css.dirty}>with uncommitted changes</b>}
            {dirty === false && <span className={css.clean}>nothing uncommitted</span>}
          </dd>
        </>
      )}
      {branch && (
        <>
          <dt>Branch</dt>
          <dd className="mono">{branch}</dd>
        </>
      )}
      {remote && (
        <>
          <dt>Remote</dt>
          <dd className="mono">{remote}</dd>
        </>
      )}
      {script && (
        <>
          <dt>Script</dt>
          <dd className="mono">{script}</dd>
        </>
      )}
    </dl>
  );
}
