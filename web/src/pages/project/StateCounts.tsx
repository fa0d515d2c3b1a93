/** How many runs there are in each state; a click shows only those, failed ones by what went wrong. */

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { groupsQuery, statesQuery } from "../../api/queries";
import { formatCount } from "../../lib/numbers";
import { addCondition, dropCondition, hasCondition, quote } from "../../lib/query-text";
import { STATE_WORDS, type StateName } from "../../lib/states";
import { joinClasses } from "../../ui/classes";
import { StateMark } from "../../ui/State";
import { isSameGrouping, REASON, STATE } from "./grouping";
import css from "./RunsBar.module.css";
import type { RunsView } from "./use-runs-view";

const SHOWN: readonly StateName[] = ["running", "failed", "stopped", "not_responding"];
const BY_REASON = { by: [REASON], apart_from: null };

/** A small button for each state that runs of this query are in. */
export function StateCounts({ name, view }: { name: string; view: RunsView }) {
  const others = SHOWN.reduce((query, state) => dropCondition(query, conditionOf(state)), view.query);
  const request = useMemo(
    () => ({ grouping: { by: [STATE] }, columns: [], sort: [], query: others, offset: 0, limit: 10 }),
    [others],
  );
  const isAll = others === "";
  const { data: all } = useQuery({ ...statesQuery(name), enabled: isAll });
  const { data: some } = useQuery({ ...groupsQuery(name, request), enabled: !isAll });
  const counts = new Map<unknown, number>(
    isAll
      ? all?.values.map((one) => [one.value, one.runs])
      : some?.groups.map((group) => [group.values[0], group.runs_count]),
  );
  const turn = (state: StateName, isOn: boolean) => {
    const isFailed = state === "failed";
    const query = isOn ? others : addCondition(others, conditionOf(state));
    if (isFailed && !isOn) view.setQuestion(query, BY_REASON);
    else if (isOn && isSameGrouping(view.grouping, BY_REASON)) view.setQuestion(query, null);
    else view.setQuery(query);
  };
  return SHOWN.filter((state) => counts.get(state)).map((state) => {
    const isOn = hasCondition(view.query, conditionOf(state));
    const words = `${formatCount(counts.get(state) ?? 0)} ${STATE_WORDS[state].toLowerCase()}`;
    return (
      <button
        key={state}
        type="button"
        aria-pressed={isOn}
        aria-label={words}
        title={isOn ? "Show all" : `Show only these: ${words}`}
        className={joinClasses(css.state, isOn && css.on)}
        onClick={() => turn(state, isOn)}
      >
        <StateMark state={state} />
        {formatCount(counts.get(state) ?? 0)}
      </button>
    );
  });
}

function conditionOf(state: StateName): string {
  return `${STATE} = ${quote(state)}`;
}
