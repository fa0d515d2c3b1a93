/** What a page says where there is nothing, or where something went wrong, and what to do. */

import type { ReactNode } from "react";
import css from "./Notice.module.css";

interface NoticeProps {
  title: string;
  children?: ReactNode;
  /** An error is told to screen readers at once. */
  isError?: boolean;
}

/** A few plain words in the middle of a place. */
export function Notice({ title, children, isError = false }: NoticeProps) {
  return (
    <div className={css.notice} role={isError ? "alert" : undefined}>
      <h2>{title}</h2>
      {children && <div className={css.body}>{children}</div>}
    </div>
  );
}

/** A place that is being filled; it says so only when it takes a while. */
export function Waiting({ label = "Loading" }: { label?: string }) {
  return (
    <div className={css.waiting} role="status">
      {label}…
    </div>
  );
}
