/** Light, dark, or as the system has it. */

import { useSyncExternalStore } from "react";

export type ThemeChoice = "light" | "dark" | "system";
export type Theme = "light" | "dark";

const NAME = "seamark.theme";
const listeners = new Set<() => void>();
const system = window.matchMedia("(prefers-color-scheme: dark)");
let choice: ThemeChoice = readChoice();

/** Draw in the chosen theme from the first picture on. */
export function startTheme(): void {
  system.addEventListener("change", apply);
  apply();
}

/** Choose a theme, for this browser. */
export function chooseTheme(next: ThemeChoice): void {
  choice = next;
  try {
    localStorage.setItem(NAME, next);
  } catch {
    // Then it holds until the page is left.
  }
  apply();
}

/** Return what was chosen. */
export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(watch, () => choice);
}

/** Return the theme that is drawn. */
export function useTheme(): Theme {
  return useSyncExternalStore(watch, presentTheme);
}

function presentTheme(): Theme {
  if (choice !== "system") return choice;
  return system.matches ? "dark" : "light";
}

function apply(): void {
  document.documentElement.dataset.theme = presentTheme();
  for (const listener of listeners) listener();
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function readChoice(): ThemeChoice {
  try {
    const kept = localStorage.getItem(NAME);
    return kept === "light" || kept === "dark" ? kept : "system";
  } catch {
    return "system";
  }
}
