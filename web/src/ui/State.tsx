/** The state of a run as sea marks have it: always a colour, a shape and a word. */

import { describeState, dropModules, STATE_WORDS, type StateFacts, type StateName } from "../lib/states";
import { joinClasses } from "./classes";
import css from "./State.module.css";

const SHAPES: Record<StateName, string | undefined> = {
  running: css.running,
  finished: css.finished,
  failed: css.failed,
  stopped: css.stopped,
  not_responding: css.notResponding,
};

/** The shape alone. */
export function StateMark({ state }: { state: StateName }) {
  return <span className={joinClasses(css.mark, SHAPES[state])} aria-hidden="true" />;
}

/** Shape, word and what is known beside it, cut with an ellipsis where there is no room. */
export function State({ run, now }: { run: StateFacts; now: number }) {
  const detail = describeState(run, now);
  return (
    <span
      className={css.state}
      title={detail ? `${STATE_WORDS[run.state]}: ${detail}` : STATE_WORDS[run.state]}
    >
      <StateMark state={run.state} />
      <span className={css.word}>{STATE_WORDS[run.state]}</span>
      {detail && <span className={css.detail}>{dropModules(detail)}</span>}
    </span>
  );
}

/** The state as a pill, for the top of a page. */
export function StatePill({ run, now }: { run: StateFacts; now: number }) {
  return (
    <span className={joinClasses(css.pill, SHAPES[run.state])}>
      <State run={run} now={now} />
    </span>
  );
}
