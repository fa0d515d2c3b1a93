/** Home: what runs now, all projects, what it takes on disk. */

import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { infoQuery, projectsQuery, runningQuery, tableQuery, usageQuery } from "../../api/queries";
import type { Info, Project, ProjectUsage, Run } from "../../api/types";
import { firstLine } from "../../lib/first-line";
import { formatBytes, formatCount } from "../../lib/numbers";
import { nameProject } from "../../lib/project-name";
import { NEW_PROJECT, projectPath } from "../../paths";
import { buttonClass } from "../../ui/Button";
import { Code } from "../../ui/Copy";
import { Notice, Waiting } from "../../ui/Notice";
import { useNow } from "../../ui/now";
import { StateMark } from "../../ui/State";
import { CutText, TimeText } from "../../ui/Words";
import { Failure } from "../Failure";
import { Frame } from "../frame/Frame";
import css from "./HomePage.module.css";
import { RunLines, recentRuns } from "./RunLines";
import { RunningList } from "./RunningList";

/** The page at `/`. */
export function HomePage() {
  const projects = useQuery(projectsQuery);
  return (
    <Frame title="Seamark" crumbs={[{ text: "Projects" }]} project={null} run={null}>
      {projects.error && !projects.data && <Failure error={projects.error} />}
      {projects.isPending && <Waiting />}
      {projects.data?.length === 0 && <FirstRun />}
      {projects.data && projects.data.length > 0 && <Overview projects={projects.data} />}
    </Frame>
  );
}

const LOOKED_AT = 5;
const SHOWN = 8;

function Overview({ projects }: { projects: Project[] }) {
  const { data: running = [] } = useQuery(runningQuery);
  return (
    <div className={css.page}>
      <Running runs={running} />
      <Projects projects={projects} />
      <Recent projects={projects} />
      <DiskUse />
    </div>
  );
}

function Running({ runs }: { runs: Run[] }) {
  return (
    <section aria-labelledby="running">
      <h2 id="running">Running now</h2>
      <RunningList runs={runs} />
    </section>
  );
}

function Projects({ projects }: { projects: Project[] }) {
  const now = useNow();
  const { data: usage } = useQuery(usageQuery);
  const sizes = new Map(usage?.projects.map((one) => [one.project, sizeOf(one)]));
  const sorted = [...projects].sort((a, b) => b.updated_at - a.updated_at);
  return (
    <section aria-labelledby="projects">
      <div className={css.head}>
        <h2 id="projects">Projects</h2>
        <Link href={NEW_PROJECT} className={buttonClass("normal", true)}>
          New project
        </Link>
      </div>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">Project</th>
              <th scope="col" className={css.about}>
                About
              </th>
              <th scope="col" className={css.number}>
                Runs
              </th>
              <th scope="col">Running</th>
              <th scope="col" className={css.number}>
                On disk
              </th>
              <th scope="col">Updated</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((project) => {
              const name = nameProject(project);
              const size = sizes.get(name);
              return (
                <tr key={name}>
                  <td className={css.project}>
                    <Link href={projectPath(name)} className={css.name}>
                      <CutText text={name} limit={56} />
                    </Link>
                    <span className={css.id}>{project.key}</span>
                  </td>
                  <td className={css.about}>
                    <span title={firstLine(project.description)}>{firstLine(project.description)}</span>
                  </td>
                  <td className={css.number}>{formatCount(project.runs)}</td>
                  <td>
                    {project.running > 0 && (
                      <span className={css.state}>
                        <StateMark state="running" /> {project.running}
                      </span>
                    )}
                  </td>
                  <td className={css.number}>{size ? formatBytes(size) : ""}</td>
                  <td className={css.dim}>
                    <TimeText micros={project.updated_at} now={now} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function sizeOf(usage: ProjectUsage): number {
  return usage.points + usage.files;
}

/** Runs of the projects that changed last. */
function Recent({ projects }: { projects: Project[] }) {
  const latest = [...projects].sort((a, b) => b.updated_at - a.updated_at).slice(0, LOOKED_AT);
  const pages = useQueries({
    queries: latest.map((project) => ({
      ...tableQuery(nameProject(project), recentRuns(SHOWN)),
      placeholderData: keepPreviousData,
    })),
  });
  const runs = pages.flatMap((page) => page.data?.rows.map((row) => row.run) ?? []);
  const newest = runs.sort((a, b) => b.created_at - a.created_at).slice(0, SHOWN);
  if (!newest.length) return null;
  return (
    <section aria-labelledby="recent">
      <h2 id="recent">Recent runs</h2>
      <RunLines runs={newest} />
    </section>
  );
}

function DiskUse() {
  const { data: usage } = useQuery(usageQuery);
  if (!usage) return null;
  const parts = [
    ["files", usage.blobs],
    ["series and fields", usage.columns],
    ["catalog", usage.catalog],
  ] as const;
  const used = usage.blobs + usage.columns + usage.catalog;
  return (
    <section aria-labelledby="disk" className={css.disk}>
      <h2 id="disk">On disk</h2>
      <p>
        <b>{formatBytes(used)}</b> used:{" "}
        {parts.map(([name, size]) => `${name} ${formatBytes(size)}`).join(" · ")}.{" "}
        <b>{formatBytes(usage.free)}</b> free.
      </p>
    </section>
  );
}

/** The lines of code that would fill this place with this very server. */
function FirstRun() {
  const { data: info } = useQuery(infoQuery);
  return (
    <Notice title="No runs yet">
      <p>
        These lines log the first one{info?.mode === "team" ? " to this server" : ""}; it appears here by
        itself.
      </p>
      {info?.mode === "team" && <Code text={`seamark login ${info.url}`} label="Copy the command" />}
      <Code text={firstLines(info)} />
    </Notice>
  );
}

function firstLines(info: Info | undefined): string {
  const server = info?.url ?? window.location.origin;
  return [
    "import seamark",
    "",
    `with seamark.init_run("first", url="${server}", config={"lr": 0.1}) as run:`,
    "    for step in range(100):",
    '        run.log({"loss": 1 / (1 + step)})',
  ].join("\n");
}
