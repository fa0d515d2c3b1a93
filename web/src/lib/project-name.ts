/** What a project is called in addresses and calls. */

/** Return `workspace/project`; a project's name may or may not carry its workspace. */
export function nameProject(project: { workspace: string; name: string }): string {
  return project.name.includes("/") ? project.name : `${project.workspace}/${project.name}`;
}
