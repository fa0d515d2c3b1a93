/** The colours and the font of charts, read from the tokens of the present theme. */

import { useMemo } from "react";
import { COLOURS } from "../lib/palette";
import { useTheme } from "../ui/theme";

export interface Ink {
  series: readonly string[];
  ground: string;
  text: string;
  /** Names of ticks. */
  quiet: string;
  /** Marks that are not of interest. */
  faint: string;
  line: string;
  accent: string;
  good: string;
  bad: string;
  font: string;
}

/** Return the ink of the present theme. */
export function useInk(): Ink {
  const theme = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tokens change with the theme
  return useMemo(readInk, [theme]);
}

function readInk(): Ink {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    series: Array.from({ length: COLOURS }, (_, slot) => read(`--s${slot}`)),
    ground: read("--panel"),
    text: read("--text"),
    quiet: read("--text-3"),
    faint: read("--faint"),
    line: read("--line"),
    accent: read("--accent"),
    good: read("--good"),
    bad: read("--bad"),
    font: read("--font"),
  };
}
