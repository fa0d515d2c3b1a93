/** The keyboard in one place: every key that does something, where, and in which words. Pages add theirs here. */

export interface KeyLine {
  /** As `useKeys` takes it: `?`, `mod+k`, `g r` (one after the other), `ArrowDown`. */
  keys: string;
  words: string;
}

export interface KeyPlace {
  place: string;
  lines: readonly KeyLine[];
}

export const KEY_MAP: readonly KeyPlace[] = [
  {
    place: "Everywhere",
    lines: [
      { keys: "mod+k", words: "Find anything" },
      { keys: "?", words: "Show this list" },
      { keys: "/", words: "Go to the search of the page" },
      { keys: "Escape", words: "Close what floats; empty a search" },
      { keys: "g h", words: "Go to all projects" },
    ],
  },
  {
    place: "In a project",
    lines: [
      { keys: "g r", words: "Runs" },
      { keys: "g c", words: "Compare" },
      { keys: "g m", words: "Models" },
      { keys: "g b", words: "Notebooks" },
      { keys: "g n", words: "Notes" },
      { keys: "g t", words: "Trash" },
      { keys: "g s", words: "Settings" },
      { keys: "y", words: "Copy the address of what is shown" },
    ],
  },
  {
    place: "On a run's page",
    lines: [
      { keys: "[", words: "The run before it in the list" },
      { keys: "]", words: "The next run of the list" },
    ],
  },
  {
    place: "In a table",
    lines: [
      { keys: "ArrowUp", words: "The row above" },
      { keys: "ArrowDown", words: "The row below" },
      { keys: "PageUp", words: "Twenty rows up" },
      { keys: "PageDown", words: "Twenty rows down" },
      { keys: "Home", words: "The first row" },
      { keys: "End", words: "The last row" },
      { keys: "Enter", words: "Open the row" },
      { keys: "e", words: "Draw the run, or draw it no more" },
      { keys: " ", words: "Look at the run beside the table" },
      { keys: "x", words: "Pick the row" },
      { keys: "b", words: "Make the run the baseline" },
      { keys: "ArrowRight", words: "Open the group" },
      { keys: "ArrowLeft", words: "Close the group" },
    ],
  },
];

const NAMES: Record<string, string> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
  PageUp: "Page Up",
  PageDown: "Page Down",
  " ": "Space",
};

/** Return the keys to press, one after the other, as a keyboard has them: `⌘K`, `Ctrl K`, `G` `R`. */
export function spellKeys(keys: string, isMac: boolean): string[] {
  return splitKeys(keys).map((key) => {
    const [last = key, ...modifiers] = key === "+" ? ["+"] : key.split("+").reverse();
    const name = NAMES[last] ?? (last.length === 1 ? last.toUpperCase() : last);
    return modifiers.includes("mod") ? (isMac ? `⌘${name}` : `Ctrl ${name}`) : name;
  });
}

/** Return the parts of a sequence. */
export function splitKeys(keys: string): string[] {
  return keys === " " ? [" "] : keys.split(" ");
}

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** Return a pressed key as it is written here; null for a combination that is the browser's. */
export function nameKey({ key, ctrlKey, metaKey, altKey }: Pressed): string | null {
  if (altKey) return null;
  const name = key.length === 1 ? key.toLowerCase() : key;
  return ctrlKey || metaKey ? `mod+${name}` : name;
}

/** Return what a key makes of a sequence: the binding that is complete, or what has been pressed so far. */
export function followKeys(
  bindings: Iterable<string>,
  pressed: string,
  key: string,
): { found: string | null; pressed: string } {
  const both = pressed ? `${pressed} ${key}` : key;
  const all = [...bindings];
  for (const text of pressed ? [both, key] : [both]) {
    if (all.includes(text)) return { found: text, pressed: "" };
    if (all.some((one) => one.startsWith(`${text} `))) return { found: null, pressed: text };
  }
  return { found: null, pressed: "" };
}
