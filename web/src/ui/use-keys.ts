/** Keys of a page, heard wherever the focus is, but never while somebody types. */

import { useEffect, useRef } from "react";
import { followKeys, nameKey } from "../lib/keys";

export type KeyBindings = Record<string, () => void>;

/** A sequence such as `g r` is to be pressed within so many milliseconds. */
const TOGETHER = 1_200;
/** Inputs that take no text: keys are heard while they have the focus. */
const TEXTLESS = new Set(["checkbox", "radio", "button", "submit", "range"]);

/** Do something on keys as `lib/keys.ts` writes them; one with `mod+` also while somebody types. */
export function useKeys(bindings: KeyBindings): void {
  const newest = useRef(bindings);
  newest.current = bindings;
  useEffect(() => {
    let pressed = "";
    let at = 0;
    const hear = (event: KeyboardEvent) => {
      const key = nameKey(event);
      if (key === null || event.defaultPrevented || event.repeat) return;
      if (isTyping(event.target) && !key.startsWith("mod+")) return;
      if (document.querySelector("dialog[open]")) return;
      const since = event.timeStamp - at > TOGETHER ? "" : pressed;
      const next = followKeys(Object.keys(newest.current), since, key);
      pressed = next.pressed;
      at = event.timeStamp;
      if (next.found === null) return;
      event.preventDefault();
      newest.current[next.found]?.();
    };
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !TEXTLESS.has(target.type);
  return (
    target.isContentEditable || target.matches("textarea, select") || target.closest(":popover-open") !== null
  );
}

/** Say whether keyboards have a ⌘ here. */
export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
