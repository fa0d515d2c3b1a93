/** The way to a page, as the top bar says it. */

import { projectPath, workspacePath } from "../../paths";

export interface Crumb {
  text: string;
  href?: string;
}

/** Return the way to a page of a project; without more, to the project itself. */
export function projectCrumbs(project: string, ...more: readonly Crumb[]): Crumb[] {
  const [workspace = "", name = ""] = project.split("/");
  const own: Crumb = more.length ? { text: name, href: projectPath(project) } : { text: name };
  return [{ text: workspace, href: workspacePath(workspace) }, own, ...more];
}
