/** Every address of the app, built in one place. */

import type { RunTab, WorkspaceTab } from "./lib/tabs";

const part = encodeURIComponent;

/** Return the address of a project; its name is `workspace/project`. */
export function projectPath(project: string): string {
  return `/${project.split("/").map(part).join("/")}`;
}

/** Return the address of a run's page, or of one of its tabs. */
export function runPath(project: string, run: string, tab: RunTab = "overview"): string {
  const page = `${projectPath(project)}/runs/${part(run)}`;
  return tab === "overview" ? page : `${page}/${tab}`;
}

/** Return the address that compares runs; several names in one place are a group. */
export function comparePath(project: string, places: readonly (readonly string[])[]): string {
  const runs = places.map((names) => names.map(part).join("~")).join(",");
  return `${projectPath(project)}/compare${runs ? `?runs=${runs}` : ""}`;
}

export const HOME = "/";
export const SIGN_IN = "/sign-in";
export const INVITE = "/invite";
export const TOKENS = "/-/tokens";
export const PASSWORD = "/-/password";
export const NEW_PROJECT = "/-/new-project";
export const GALLERY = "/-/gallery";

/** Return the address of a project's settings. */
export function projectSettingsPath(project: string): string {
  return `${projectPath(project)}/settings`;
}

/** Return the address of a workspace's settings, or of one of their tabs. */
export function workspacePath(workspace: string, tab: WorkspaceTab = "overview"): string {
  const page = `/-/workspaces/${part(workspace)}`;
  return tab === "overview" ? page : `${page}/${tab}`;
}

export const PATTERNS = {
  run: "/:workspace/:project/runs/:run/:tab?",
  workspace: "/-/workspaces/:workspace/:tab?",
  projectSettings: "/:workspace/:project/settings",
  compare: "/:workspace/:project/compare",
  /** What the Neptune client prints. */
  neptuneRun: "/:workspace/:project/e/:run/:tab?",
  project: "/:workspace/:project",
  link: "/r/:run",
  short: "/l/:key",
} as const;
