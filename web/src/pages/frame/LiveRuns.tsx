/** What runs now, counted in the top bar, with the runs behind the count. */

import { useQuery } from "@tanstack/react-query";
import { part } from "../../api/part";
import { runningQuery } from "../../api/queries";
import { Waiting } from "../../ui/Notice";
import { Popover } from "../../ui/Popover";
import { StateMark } from "../../ui/State";
import css from "./Frame.module.css";

const RunningList = part(async () => (await import("../home/RunningList")).RunningList, <Waiting />);

/** A count that opens the list. */
export function LiveRuns() {
  const { data = [] } = useQuery(runningQuery);
  return (
    <Popover
      label="Running now"
      trigger={
        <button type="button" className={css.live} aria-label={`${data.length} running`}>
          <StateMark state={data.length ? "running" : "finished"} />
          {data.length} <span className={css.wide}>running</span>
        </button>
      }
    >
      <div className={css.running}>
        <RunningList runs={data} isNarrow />
      </div>
    </Popover>
  );
}
