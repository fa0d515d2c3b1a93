/** A project's notes: what it is about, and beside it what runs, what is best, what is new, what it takes. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { hasStatus, send } from "../../api/client";
import {
  membersQuery,
  projectCall,
  projectEditsQuery,
  projectQuery,
  runningQuery,
  tableQuery,
  usageQuery,
} from "../../api/queries";
import type { Objective, Project } from "../../api/types";
import { countOf, formatBytes, formatCount, readNumber } from "../../lib/numbers";
import { projectPath, projectSettingsPath } from "../../paths";
import { Waiting } from "../../ui/Notice";
import { useNow } from "../../ui/now";
import { NumberText, PathText, TimeText } from "../../ui/Words";
import { Failure } from "../Failure";
import { projectCrumbs } from "../frame/crumbs";
import { Frame } from "../frame/Frame";
import { RunLines, recentRuns } from "../home/RunLines";
import { RunningList } from "../home/RunningList";
import { NotFoundPage } from "../NotFoundPage";
import { useRights } from "../settings/use-role";
import { Description } from "./Description";
import { MOST_EDITS, NotesHistory } from "./NotesHistory";
import css from "./notes.module.css";

const BEST = 5;
const RECENT = 6;

/** The page at `/<workspace>/<project>/notes`. */
export function NotesPage({ project }: { project: string }) {
  const { data, error } = useQuery(projectQuery(project));
  if (hasStatus(error, 404)) return <NotFoundPage what={`There is no project ${project} here.`} />;
  return (
    <Frame
      title={`Notes · ${project.split("/")[1]}`}
      crumbs={projectCrumbs(project, { text: "Notes" })}
      project={project}
      run={null}
    >
      {error && !data && <Failure error={error} />}
      {!data && !error && <Waiting />}
      {data && (
        <div className={css.page}>
          <Text name={project} project={data} />
          <aside className={css.aside} aria-label="The project at present">
            <Running name={project} />
            <Best name={project} objective={data.objective} />
            <Recent name={project} />
            <Facts name={project} project={data} />
          </aside>
        </div>
      )}
    </Frame>
  );
}

function Text({ name, project }: { name: string; project: Project }) {
  const client = useQueryClient();
  const { mayWrite } = useRights(name);
  const save = async (description: string) => {
    await send("PATCH", projectCall(name), { description });
    await client.invalidateQueries();
  };
  return (
    <div className={css.text}>
      <h1>{name.split("/")[1]}</h1>
      <Description
        text={project.description}
        of="the project"
        mayWrite={mayWrite}
        empty={<p className={css.dim}>Nobody has written yet what this project is about.</p>}
        onSave={save}
      />
      <NotesHistory
        text={project.description}
        query={projectEditsQuery(name, MOST_EDITS)}
        mayWrite={mayWrite}
        onSave={save}
      />
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Running({ name }: { name: string }) {
  const { data = [] } = useQuery(runningQuery);
  return (
    <Part title="Running now">
      <RunningList runs={data.filter((run) => run.project === name)} isNarrow isOfProject />
    </Part>
  );
}

function Best({ name, objective }: { name: string; objective: Objective | null }) {
  if (!objective) {
    return (
      <Part title="Best runs">
        <p className={css.dim}>
          Which run is better is not said yet: choose “Make it the objective” in the menu of a column of the{" "}
          <Link href={projectPath(name)} className={css.link}>
            runs
          </Link>
          .
        </p>
      </Part>
    );
  }
  return <Ranked name={name} objective={objective} />;
}

function Ranked({ name, objective }: { name: string; objective: Objective }) {
  const column = { path: objective.path, aggregate: objective.aggregate };
  const { data } = useQuery(
    tableQuery(name, {
      ...recentRuns(BEST),
      columns: [column],
      sort: [{ ...column, descending: objective.goal === "maximise" }],
    }),
  );
  const rows = data?.rows.filter((row) => readNumber(row.cells[0]) !== null) ?? [];
  return (
    <Part title="Best runs">
      <p className={css.objective}>
        <PathText path={objective.path} limit={26} />
        <span>
          {objective.aggregate}, {objective.goal === "maximise" ? "more" : "less"} is better
        </span>
      </p>
      {data && rows.length === 0 && <p className={css.dim}>No run has it yet.</p>}
      <RunLines
        runs={rows.map((row) => row.run)}
        isOfProject
        end={(_, index) => <NumberText value={readNumber(rows[index]?.cells[0]) ?? Number.NaN} />}
      />
    </Part>
  );
}

function Recent({ name }: { name: string }) {
  const { data } = useQuery(tableQuery(name, recentRuns(RECENT)));
  if (!data?.rows.length) return null;
  return (
    <Part title="Recent runs">
      <RunLines runs={data.rows.map((row) => row.run)} isOfProject />
    </Part>
  );
}

function Facts({ name, project }: { name: string; project: Project }) {
  const now = useNow();
  const { data: usage } = useQuery(usageQuery);
  const { data: members } = useQuery(membersQuery(name));
  const own = usage?.projects.find((one) => one.project === name);
  return (
    <Part title="Facts">
      <dl className={css.facts}>
        <dt>Key</dt>
        <dd className="mono">{project.key}</dd>
        <dt>Runs</dt>
        <dd>{formatCount(project.runs)}</dd>
        {own && (
          <>
            <dt>On disk</dt>
            <dd title={`Files ${formatBytes(own.files)}, series and fields ${formatBytes(own.points)}`}>
              {formatBytes(own.files + own.points)}
            </dd>
          </>
        )}
        <dt>Open to</dt>
        <dd>
          <Link href={projectSettingsPath(name)} className={css.link}>
            {members ? countOf(members.length, "member") : "members"}
          </Link>
          {project.visibility === "workspace" && ", readers of the workspace"}
          {project.visibility === "public" && ", and whoever signs in may read"}
        </dd>
        <dt>Made</dt>
        <dd>
          <TimeText micros={project.created_at} now={now} />
        </dd>
        <dt>Changed</dt>
        <dd>
          <TimeText micros={project.updated_at} now={now} />
        </dd>
      </dl>
    </Part>
  );
}
