/** The tabs of pages that have some, as their addresses spell them. */

export const RUN_TABS = [
  "overview",
  "charts",
  "images",
  "fields",
  "console",
  "source",
  "files",
  "packages",
  "system",
  "notes",
] as const;
export type RunTab = (typeof RUN_TABS)[number];

/** Say whether a word names a tab. */
export function isRunTab(word: string): word is RunTab {
  return (RUN_TABS as readonly string[]).includes(word);
}

export const COMPARE_TABS = ["overview", "source", "packages", "console", "images"] as const;
export type CompareTab = (typeof COMPARE_TABS)[number];

/** Say whether a word names a tab of a comparison. */
export function isCompareTab(word: string): word is CompareTab {
  return (COMPARE_TABS as readonly string[]).includes(word);
}

export const WORKSPACE_TABS = ["overview", "projects", "people", "usage"] as const;

export type WorkspaceTab = (typeof WORKSPACE_TABS)[number];

/** Say whether a word of an address is a tab of a workspace's settings. */
export function isWorkspaceTab(text: string): text is WorkspaceTab {
  return (WORKSPACE_TABS as readonly string[]).includes(text);
}

export const MODEL_TABS = ["versions", "fields", "files"] as const;
export type ModelTab = (typeof MODEL_TABS)[number];

/** Say whether a word of an address is a tab of a model's page. */
export function isModelTab(word: string): word is ModelTab {
  return (MODEL_TABS as readonly string[]).includes(word);
}

export const VERSION_TABS = ["fields", "files"] as const;
export type VersionTab = (typeof VERSION_TABS)[number];

/** Say whether a word of an address is a tab of a version's page. */
export function isVersionTab(word: string): word is VersionTab {
  return (VERSION_TABS as readonly string[]).includes(word);
}
