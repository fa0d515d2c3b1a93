/** The tabs of a run's page. */

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
] as const;
export type RunTab = (typeof RUN_TABS)[number];

/** Say whether a word names a tab. */
export function isRunTab(word: string): word is RunTab {
  return (RUN_TABS as readonly string[]).includes(word);
}

export const WORKSPACE_TABS = ["overview", "projects", "people", "usage"] as const;

export type WorkspaceTab = (typeof WORKSPACE_TABS)[number];

/** Say whether a word of an address is a tab of a workspace's settings. */
export function isWorkspaceTab(text: string): text is WorkspaceTab {
  return (WORKSPACE_TABS as readonly string[]).includes(text);
}
