/** What sets a run apart from others, in few words: `lr 0.01 · adam`; a run without a name is called by it. */

import { splitPath } from "./field-paths";
import { formatNumber, readNumber } from "./numbers";

/** What was chosen for a run, by field path. */
export type Settings = ReadonlyMap<string, unknown>;

/** Return a setting in words: `lr 0.01`, `aug on`; a text stands for itself. */
export function nameSetting(path: string, value: unknown): string {
  const { leaf } = splitPath(path);
  if (typeof value === "boolean") return `${leaf} ${value ? "on" : "off"}`;
  const number = readNumber(value);
  if (number !== null) return `${leaf} ${formatNumber(number)}`;
  if (typeof value === "string") return value || `no ${leaf}`;
  return value === null || value === undefined ? `no ${leaf}` : `${leaf} ${JSON.stringify(value)}`;
}

/** Return settings in words, those that are there, in the order of the paths, at most so many. */
export function nameSettings(settings: Settings, paths: readonly string[], most: number): string {
  return paths
    .filter((path) => settings.has(path))
    .slice(0, most)
    .map((path) => nameSetting(path, settings.get(path)))
    .join(" · ");
}

/** Return the paths in which some of these differ, in the order given. */
export function pathsApart(all: readonly Settings[], paths: readonly string[]): string[] {
  return paths.filter((path) => {
    const first = JSON.stringify(all[0]?.get(path));
    return all.some((settings) => JSON.stringify(settings.get(path)) !== first);
  });
}
