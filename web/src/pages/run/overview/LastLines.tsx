/** The last lines of a run's console: whether it is alive, or what it died of. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { lastLinesQuery } from "../../../api/queries";
import type { Run } from "../../../api/types";
import { stripAnsi } from "../../../lib/ansi";
import { formatCount } from "../../../lib/numbers";
import { formatClock } from "../../../lib/times";
import { runPath } from "../../../paths";
import css from "./overview.module.css";

const LINES = 8;

/** Nothing where nothing was printed. */
export function LastLines({ run }: { run: Run }) {
  const { data } = useQuery(lastLinesQuery(run.uid, LINES));
  if (!data?.lines.length) return null;
  return (
    <section className={css.panel} aria-label="Last lines of the console">
      <h2>
        Console
        <span>
          <Link href={runPath(run.project, run.id, "console")}>all {formatCount(data.total)} lines</Link>
        </span>
      </h2>
      <pre className={css.lines}>
        {data.lines.map((line) => (
          <div key={line.cursor}>
            <time>{formatClock(line.time)}</time>
            <span>{stripAnsi(line.text)}</span>
          </div>
        ))}
      </pre>
    </section>
  );
}
