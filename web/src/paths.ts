/** Every address of the app, built in one place. */

import type { RunTab } from "./lib/tabs";

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

export const HOME = "/";
export const SIGN_IN = "/sign-in";

export const PATTERNS = {
  run: "/:workspace/:project/runs/:run/:tab?",
  project: "/:workspace/:project",
  link: "/r/:run",
} as const;
