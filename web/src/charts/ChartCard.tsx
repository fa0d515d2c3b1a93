/** The place of one chart: its name, what it hides, and what can be done with it. */

import type { ReactNode } from "react";
import { joinClasses } from "../ui/classes";
import { CutText, PathText } from "../ui/Words";
import css from "./ChartCard.module.css";

interface ChartCardProps {
  title: string;
  /** The title is the path of a field. */
  isPath: boolean;
  /** What the chart hides: "12,400 points in 640 buckets". */
  note: string;
  isLarge: boolean;
  /** Shown while the card is under the pointer or has the focus. */
  actions: ReactNode;
  children: ReactNode;
}

/** A frame of hairlines with a title. */
export function ChartCard({ title, isPath, note, isLarge, actions, children }: ChartCardProps) {
  const limit = isLarge ? 90 : 34;
  return (
    <section className={joinClasses(css.card, isLarge && css.large)} aria-label={title}>
      <header className={css.head}>
        <h3 className={css.title}>
          {isPath ? <PathText path={title} limit={limit} /> : <CutText text={title} limit={limit} />}
        </h3>
        <span className={css.note} title={note}>
          {note}
        </span>
        <span className={css.actions}>{actions}</span>
      </header>
      {children}
    </section>
  );
}
