/** What was wrong with what somebody sent. */

import { explain } from "../../api/client";
import css from "./settings.module.css";

/** What was wrong, told to screen readers at once; nothing where nothing was. */
export function FormError({ error }: { error: unknown }) {
  if (!error) return null;
  const { title, remedy } = explain(error);
  return (
    <p className={css.error} role="alert">
      {title} {remedy}
    </p>
  );
}
