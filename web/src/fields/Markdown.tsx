/** Text in Markdown, with GitHub's tables and LaTeX; what draws it is loaded when it is first shown. */

import { Suspense } from "react";
import { part } from "../api/part";
import css from "./Markdown.module.css";

export interface MarkdownProps {
  text: string;
  /** Called with an address of the app instead of loading it anew. */
  onLink?: (address: string) => void;
  /** The keys of projects whose ids become links (`["DIG"]`); without it, whatever looks like an id. */
  keys?: readonly string[];
}

const View = part(async () => (await import("./MarkdownView")).MarkdownView);

/** The text, drawn. HTML inside it stays text, and images of other hosts are links. */
export function Markdown(props: MarkdownProps) {
  return (
    <Suspense fallback={<div className={css.plain}>{props.text.slice(0, 5_000)}</div>}>
      <View {...props} />
    </Suspense>
  );
}
