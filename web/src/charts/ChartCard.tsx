/** The place of one chart: its path, what it hides, and the way to see it larger. */

import type { ReactNode } from "react";
import { IconButton } from "../ui/Button";
import { joinClasses } from "../ui/classes";
import { PathText } from "../ui/Words";
import css from "./ChartCard.module.css";

interface ChartCardProps {
  path: string;
  /** What the chart hides: "12,400 points in 640 buckets". */
  note: string;
  isLarge: boolean;
  onLarge: (isLarge: boolean) => void;
  children: ReactNode;
}

/** A frame of hairlines with a title. */
export function ChartCard({ path, note, isLarge, onLarge, children }: ChartCardProps) {
  return (
    <section className={joinClasses(css.card, isLarge && css.large)} aria-label={path}>
      <header className={css.head}>
        <h3 className={css.title}>
          <PathText path={path} limit={isLarge ? 90 : 34} />
        </h3>
        <span className={css.note} title={note}>
          {note}
        </span>
        <IconButton
          small
          className={css.size}
          icon={isLarge ? "shrink" : "enlarge"}
          label={isLarge ? `Make ${path} smaller` : `Make ${path} larger`}
          onClick={() => onLarge(!isLarge)}
        />
      </header>
      {children}
    </section>
  );
}
