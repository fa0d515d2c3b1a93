/** A workspace's settings: overview, projects, people, usage. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { meQuery, peopleQuery, projectsQuery, usageQuery, workspacesQuery } from "../../api/queries";
import type { Workspace } from "../../api/types";
import { formatBytes, formatCount } from "../../lib/numbers";
import { WORKSPACE_TABS, type WorkspaceTab } from "../../lib/tabs";
import { NEW_PROJECT, projectPath, projectSettingsPath, workspacePath } from "../../paths";
import { buttonClass } from "../../ui/Button";
import { joinClasses } from "../../ui/classes";
import { Waiting } from "../../ui/Notice";
import { PlainTable } from "../../ui/PlainTable";
import { FormError } from "../Failure";
import { NotFoundPage } from "../NotFoundPage";
import { SettingsPage } from "./Page";
import { PeopleTab } from "./PeopleTab";
import css from "./settings.module.css";

const WORDS: Record<WorkspaceTab, string> = {
  overview: "Overview",
  projects: "Projects",
  people: "People",
  usage: "Usage",
};

/** The page at `/-/workspaces/team`. */
export function WorkspacePage({ workspace, tab }: { workspace: string; tab: WorkspaceTab }) {
  const { data, error } = useQuery(workspacesQuery);
  const found = data?.find((one) => one.name === workspace);
  if (data && !found) return <NotFoundPage what={`There is no workspace ${workspace} here.`} />;
  const tabs = (
    <nav className={css.tabs} aria-label="Parts of this workspace">
      {WORKSPACE_TABS.map((name) => (
        <Link
          key={name}
          href={workspacePath(workspace, name)}
          className={joinClasses(css.tab, name === tab && css.here)}
          aria-current={name === tab ? "page" : undefined}
        >
          {WORDS[name]}
        </Link>
      ))}
    </nav>
  );
  return (
    <SettingsPage title={workspace} crumbs={[{ text: "Workspace" }, { text: workspace }]} tabs={tabs}>
      <FormError error={error} />
      {!data && !error && <Waiting />}
      {found && tab === "overview" && <OverviewTab workspace={found} />}
      {found && tab === "projects" && <ProjectsTab workspace={workspace} />}
      {found && tab === "people" && <PeopleTab workspace={found} />}
      {found && tab === "usage" && <UsageTab workspace={workspace} />}
    </SettingsPage>
  );
}

function OverviewTab({ workspace }: { workspace: Workspace }) {
  const { data: me } = useQuery(meQuery);
  const { data: people } = useQuery({ ...peopleQuery(workspace.name), enabled: workspace.role !== null });
  const admins = people?.filter((one) => one.role === "admin").map((one) => one.name);
  return (
    <dl className={css.facts}>
      <dt>You</dt>
      <dd>{workspace.role === null ? "do not belong to it" : `${me?.name ?? ""}, ${workspace.role}`}</dd>
      <dt>Projects you may read</dt>
      <dd>{formatCount(workspace.projects)}</dd>
      {workspace.role !== null && (
        <>
          <dt>People</dt>
          <dd>{formatCount(workspace.people)}</dd>
          <dt>Admins</dt>
          <dd>{admins?.join(", ") || "the admins of the server"}</dd>
        </>
      )}
    </dl>
  );
}

function ProjectsTab({ workspace }: { workspace: string }) {
  const { data, error } = useQuery(projectsQuery);
  const projects = data?.filter((project) => project.workspace === workspace);
  return (
    <>
      <FormError error={error} />
      <div>
        <Link href={NEW_PROJECT} className={buttonClass("strong")}>
          New project
        </Link>
      </div>
      {projects?.length === 0 && <p className={css.dim}>There is none that you may read.</p>}
      {projects && projects.length > 0 && (
        <PlainTable heads={["Project", "Open to", "Runs", ""]}>
          {projects.map((project) => {
            const name = `${project.workspace}/${project.name}`;
            return (
              <tr key={name}>
                <td className={css.name}>
                  <Link href={projectPath(name)}>{project.name}</Link>
                </td>
                <td>{project.visibility}</td>
                <td className="mono">{formatCount(project.runs)}</td>
                <td>
                  <Link href={projectSettingsPath(name)} aria-label={`Settings of ${project.name}`}>
                    Settings
                  </Link>
                </td>
              </tr>
            );
          })}
        </PlainTable>
      )}
    </>
  );
}

function UsageTab({ workspace }: { workspace: string }) {
  const { data, error } = useQuery(usageQuery);
  const own = data?.projects.filter((one) => one.project.startsWith(`${workspace}/`));
  return (
    <>
      <p className={css.dim}>
        What series and fields of its projects take on disk. There is no plan and no limit but the disk
        {data ? `, of which ${formatBytes(data.free)} are free` : ""}.
      </p>
      <FormError error={error} />
      {own?.length === 0 && <p className={css.dim}>Nothing yet.</p>}
      {own && own.length > 0 && (
        <PlainTable heads={["Project", "Runs", "On disk"]}>
          {own.map((one) => (
            <tr key={one.project}>
              <td className={css.name}>{one.project.split("/")[1]}</td>
              <td className="mono">{formatCount(one.runs)}</td>
              <td className="mono">{formatBytes(one.points)}</td>
            </tr>
          ))}
        </PlainTable>
      )}
    </>
  );
}
