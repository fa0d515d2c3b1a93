/** What a page says where something failed: a place that stays empty, or what somebody sent. */

import type { ReactNode } from "react";
import { explain } from "../api/client";
import { Notice } from "../ui/Notice";
import css from "./Failure.module.css";

/** What went wrong in the place of what was asked for; `children` stand below. */
export function Failure({ error, children }: { error: unknown; children?: ReactNode }) {
  const { title, remedy } = explain(error);
  return (
    <Notice title={title} isError>
      <p>{remedy}</p>
      {children}
    </Notice>
  );
}

/** What was wrong with what somebody sent, told to screen readers at once; nothing where nothing was. */
export function FormError({ error }: { error: unknown }) {
  if (!error) return null;
  const { title, remedy } = explain(error);
  return (
    <p className={css.error} role="alert">
      {title} {remedy}
    </p>
  );
}
