/** Runs that are running: name, project, how far; live by what the page follows. */

import { Link } from "wouter";
import type { Run } from "../../api/types";
import { shareDone } from "../../lib/states";
import { projectPath, runPath } from "../../paths";
import { joinClasses } from "../../ui/classes";
import { useNow } from "../../ui/now";
import { State } from "../../ui/State";
import { CutText } from "../../ui/Words";
import { nameOf, stateFacts } from "../run/facts";
import css from "./RunningList.module.css";

interface RunningListProps {
  runs: readonly Run[];
  /** One below the other, for narrow places. */
  isNarrow?: boolean;
  /** Without the project, where that is known. */
  isOfProject?: boolean;
}

/** One line for each, or two where it is narrow. */
export function RunningList({ runs, isNarrow = false, isOfProject = false }: RunningListProps) {
  const now = useNow();
  if (runs.length === 0) return <p className={css.nothing}>Nothing runs at the moment.</p>;
  return (
    <ul className={joinClasses(css.list, (isNarrow || isOfProject) && css.narrow)}>
      {runs.map((run) => {
        const facts = stateFacts(run);
        const share = shareDone(facts);
        return (
          <li key={run.uid}>
            <span className={css.run}>
              <Link href={runPath(run.project, run.id)} className={css.name}>
                <CutText text={nameOf(run)} limit={isNarrow ? 30 : 48} />
              </Link>
              {run.name && <span className={css.id}>{run.id}</span>}
            </span>
            {!isOfProject && (
              <Link href={projectPath(run.project)} className={css.project}>
                <CutText text={run.project} limit={36} />
              </Link>
            )}
            <span className={css.state}>
              <State run={facts} now={now} />
            </span>
            <span className={css.track} hidden={share === null}>
              <i style={{ width: `${(share ?? 0) * 100}%` }} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}
