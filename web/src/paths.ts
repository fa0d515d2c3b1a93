/** Every address of the app, built in one place. */

import type { CompareTab, ModelTab, RunTab, VersionTab, WorkspaceTab } from "./lib/tabs";

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
export function comparePath(project: string, places: readonly (readonly string[])[] = []): string {
  const runs = places.map((names) => names.map(part).join("~")).join(",");
  return `${compareTabPath(project, "overview")}${runs ? `?runs=${runs}` : ""}`;
}

/** Return the address of a part of a comparison; what is compared stands in the search behind it. */
export function compareTabPath(project: string, tab: CompareTab): string {
  const page = `${projectPath(project)}/compare`;
  return tab === "overview" ? page : `${page}/${tab}`;
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

/** Return the address of a project's models. */
export function modelsPath(project: string): string {
  return `${projectPath(project)}/models`;
}

/** Return the address of a model, or of one of its tabs. */
export function modelPath(project: string, model: string, tab: ModelTab = "versions"): string {
  const page = `${modelsPath(project)}/${part(model)}`;
  return tab === "versions" ? page : `${page}/${tab}`;
}

/** Return the address of a version of a model, or of one of its tabs. */
export function versionPath(project: string, version: string, tab: VersionTab = "fields"): string {
  const page = `${projectPath(project)}/versions/${part(version)}`;
  return tab === "fields" ? page : `${page}/${tab}`;
}

/** Return the address of a project's notebooks, or of one of them. */
export function notebooksPath(project: string, notebook?: string): string {
  const page = `${projectPath(project)}/notebooks`;
  return notebook === undefined ? page : `${page}/${part(notebook)}`;
}

/** Return the address of a project's notes. */
export function notesPath(project: string): string {
  return `${projectPath(project)}/notes`;
}

/** Return the address of a project's trash. */
export function trashPath(project: string): string {
  return `${projectPath(project)}/trash`;
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
  compare: "/:workspace/:project/compare/:tab?",
  models: "/:workspace/:project/models",
  model: "/:workspace/:project/models/:model/:tab?",
  version: "/:workspace/:project/versions/:version/:tab?",
  notebooks: "/:workspace/:project/notebooks/:notebook?",
  notes: "/:workspace/:project/notes",
  trash: "/:workspace/:project/trash",
  /** What the Neptune client prints. */
  neptuneRun: "/:workspace/:project/e/:run/:tab?",
  project: "/:workspace/:project",
  link: "/r/:run",
  short: "/l/:key",
} as const;
