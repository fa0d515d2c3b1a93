/** Copying to the clipboard, told in place. */

import { useEffect, useState } from "react";
import { Button } from "./Button";
import css from "./Copy.module.css";
import { Icon } from "./Icon";

type Text = string | (() => string);

/** A button that copies a text; a tick says that it is done. */
export function CopyButton({ text, label = "Copy" }: { text: Text; label?: string }) {
  const [copied, copy] = useCopy(text);
  return (
    <button
      type="button"
      className={css.copy}
      onClick={copy}
      aria-label={copied ? "Copied" : label}
      title={label}
    >
      <Icon name={copied ? "check" : "copy"} size={14} />
    </button>
  );
}

/** A button with words that copies a text, and says so. */
export function CopyTextButton({ text, children }: { text: Text; children: string }) {
  const [copied, copy] = useCopy(text);
  return <Button onClick={copy}>{copied ? "Copied" : children}</Button>;
}

function useCopy(text: Text): [boolean, () => Promise<void>] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), 1_500);
    return () => window.clearTimeout(timer);
  }, [copied]);
  return [copied, async () => setCopied(await copyText(typeof text === "function" ? text() : text))];
}

/** Lines of code with a button that copies them. */
export function Code({ text, label = "Copy the code" }: { text: string; label?: string }) {
  return (
    <div className={css.code}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by the keyboard too */}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} label={label} />
    </div>
  );
}

/** Put a text on the clipboard; says whether that worked. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyOldWay(text);
  }
}

/** Pages served over plain http from another machine have no clipboard of the newer kind. */
function copyOldWay(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
