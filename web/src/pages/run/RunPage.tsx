/** A run: its state on top, then tabs, each with its own address. */

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useSearch } from "wouter";
import { hasStatus } from "../../api/client";
import { part } from "../../api/part";
import { runQuery } from "../../api/queries";
import type { Run } from "../../api/types";
import { isSystemPath } from "../../lib/field-paths";
import { formatCount } from "../../lib/numbers";
import type { RunTab } from "../../lib/tabs";
import { HOME, projectPath, runPath } from "../../paths";
import { Waiting } from "../../ui/Notice";
import { Failure } from "../Failure";
import { Frame } from "../frame/Frame";
import { Tabs } from "../frame/Tabs";
import { NotFoundPage } from "../NotFoundPage";
import { ChartsTab } from "./ChartsTab";
import { nameOf } from "./facts";
import { isFileField } from "./files";
import { OverviewTab } from "./OverviewTab";
import { RunHead } from "./RunHead";
import css from "./RunPage.module.css";
import { SystemTab } from "./SystemTab";
import { type Fields, useFields } from "./use-fields";

interface RunPageProps {
  project: string;
  /** What the address calls the run: its id, uid or own id. */
  name: string;
  tab: RunTab;
}

// Tabs that are not the first to be looked at are not in the first load.
const ConsoleTab = part(async () => (await import("./ConsoleTab")).ConsoleTab, <Waiting />);
const FieldsTab = part(async () => (await import("./FieldsTab")).FieldsTab, <Waiting />);
const FilesTab = part(async () => (await import("./FilesTab")).FilesTab, <Waiting />);
const ImagesTab = part(async () => (await import("./ImagesTab")).ImagesTab, <Waiting />);
const NotesTab = part(async () => (await import("./NotesTab")).NotesTab, <Waiting />);
const PackagesTab = part(async () => (await import("./PackagesTab")).PackagesTab, <Waiting />);
const SourceTab = part(async () => (await import("./SourceTab")).SourceTab, <Waiting />);

/** The page at `/<workspace>/<project>/runs/<run>`. */
export function RunPage({ project, name, tab }: RunPageProps) {
  const { data: run, error } = useQuery(runQuery(name, project));
  if (hasStatus(error, 404)) return <NotFoundPage what={`There is no run ${name} in ${project}.`} />;
  const [workspace = "", short = ""] = project.split("/");
  const crumbs = [
    { text: workspace, href: HOME },
    { text: short, href: projectPath(project) },
    { text: run?.id ?? name },
  ];
  return (
    <Frame
      title={run ? `${nameOf(run)} · ${short}` : name}
      crumbs={crumbs}
      project={project}
      run={run?.uid ?? null}
    >
      {error && !run && <Failure error={error} />}
      {!run && !error && <Waiting />}
      {run && <RunView run={run} tab={tab} />}
    </Frame>
  );
}

function RunView({ run, tab }: { run: Run; tab: RunTab }) {
  const fields = useFields(run.uid);
  return (
    <>
      <RunHead run={run} tab={tab} />
      <RunTabs run={run} tab={tab} fields={fields} />
      {fields.error !== null && fields.fields.length === 0 ? (
        <Failure error={fields.error} />
      ) : (
        <div className={css.body}>{drawTab(tab, run, fields)}</div>
      )}
    </>
  );
}

function drawTab(tab: RunTab, run: Run, fields: Fields): ReactNode {
  switch (tab) {
    case "overview":
      return <OverviewTab run={run} fields={fields} />;
    case "charts":
      return <ChartsTab run={run} fields={fields} />;
    case "images":
      return <ImagesTab run={run} fields={fields} />;
    case "fields":
      return <FieldsTab run={run} fields={fields} />;
    case "console":
      return <ConsoleTab run={run} />;
    case "source":
      return <SourceTab run={run} fields={fields} />;
    case "packages":
      return <PackagesTab run={run} />;
    case "files":
      return <FilesTab run={run} fields={fields} />;
    case "system":
      return <SystemTab run={run} />;
    case "notes":
      return <NotesTab run={run} />;
  }
}

const WORDS: Record<RunTab, string> = {
  overview: "Overview",
  charts: "Charts",
  images: "Images",
  fields: "Fields",
  console: "Console",
  source: "Source",
  files: "Files",
  packages: "Packages",
  system: "System",
  notes: "Notes",
};

function RunTabs({ run, tab, fields }: { run: Run; tab: RunTab; fields: Fields }) {
  const search = useSearch();
  const counts = countTabs(fields);
  const tabs = (Object.keys(WORDS) as RunTab[]).map((name) => {
    const kept = search && (name === "charts" || name === "system") ? `?${search}` : "";
    const count = counts[name];
    return {
      words: WORDS[name],
      href: `${runPath(run.project, run.id, name)}${kept}`,
      isHere: name === tab,
      ...(count !== undefined && { count }),
    };
  });
  return <Tabs label="Parts of this run" tabs={tabs} />;
}

function countTabs({ fields, total, isComplete }: Fields): Partial<Record<RunTab, string>> {
  if (!fields.length) return {};
  const more = isComplete ? "" : "+";
  let charts = 0;
  let files = 0;
  for (const field of fields) {
    if (field.type === "float_series" && !isSystemPath(field.path)) charts += 1;
    if (isFileField(field)) files += 1;
  }
  return {
    charts: `${formatCount(charts)}${more}`,
    fields: formatCount(total),
    files: `${formatCount(files)}${files ? more : ""}`,
  };
}
