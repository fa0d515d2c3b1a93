/** A few runs, one in a line: what they are called, where they are, how they stand. */

import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Run, TableRequest } from "../../api/types";
import { projectPath, runPath } from "../../paths";
import { joinClasses } from "../../ui/classes";
import { useNow } from "../../ui/now";
import { State, StateMark } from "../../ui/State";
import { CutText, TimeText } from "../../ui/Words";
import { nameOf, stateFacts } from "../run/facts";
import css from "./RunLines.module.css";

interface RunLinesProps {
  runs: readonly Run[];
  /** Of one project, for a narrow place: without the project, the state as its shape alone. */
  isOfProject?: boolean;
  /** What stands at the end of a run's line; when it was made, where nothing is given. */
  end?: (run: Run, index: number) => ReactNode;
}

/** The lines. */
export function RunLines({ runs, isOfProject = false, end }: RunLinesProps) {
  const now = useNow();
  return (
    <ul className={joinClasses(css.list, isOfProject && css.short)}>
      {runs.map((run, index) => (
        <li key={run.uid}>
          <span className={css.run}>
            {isOfProject && <StateMark state={run.state} />}
            <Link href={runPath(run.project, run.id)} className={css.name}>
              <CutText text={nameOf(run)} limit={isOfProject ? 26 : 48} />
            </Link>
            {run.name && <span className={css.id}>{run.id}</span>}
          </span>
          {!isOfProject && (
            <>
              <Link href={projectPath(run.project)} className={css.dim}>
                <CutText text={run.project} limit={36} />
              </Link>
              <span>
                <State run={stateFacts(run)} now={now} />
              </span>
            </>
          )}
          <span className={css.end}>
            {end ? end(run, index) : <TimeText micros={run.created_at} now={now} />}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Return the question for the newest runs of a project. */
export function recentRuns(limit: number): TableRequest {
  return {
    columns: [],
    sort: [{ path: "sys/created_at", descending: true }],
    query: "",
    offset: 0,
    limit,
    trashed: false,
  };
}
