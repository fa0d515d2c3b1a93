/** Markdown as text, until it is drawn. */

import css from "./Markdown.module.css";

/** The text as it was written. */
export function Markdown({ text }: { text: string }) {
  return <div className={css.text}>{text}</div>;
}
