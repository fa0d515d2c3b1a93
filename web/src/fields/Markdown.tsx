/** Text in Markdown, with GitHub's tables and LaTeX; what draws it is loaded when it is first shown. */

import { part } from "../api/part";
import css from "./Markdown.module.css";

export interface MarkdownProps {
  text: string;
  /** Called with an address of the app instead of loading it anew. */
  onLink?: (address: string) => void;
  /** The keys of projects whose ids become links (`["DIG"]`); without it, whatever looks like an id. */
  keys?: readonly string[];
}

/** The text, drawn. HTML inside it stays text, and images of other hosts are links. */
export const Markdown = part<MarkdownProps>(
  async () => (await import("./MarkdownView")).MarkdownView,
  ({ text }) => <div className={css.plain}>{text.slice(0, 5_000)}</div>,
);
