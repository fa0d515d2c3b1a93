/** Runs, or groups of runs, side by side: fields and charts, source, packages, consoles, images. */

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback, useMemo } from "react";
import { useSearch } from "wouter";
import { hasStatus } from "../../api/client";
import { part } from "../../api/part";
import { compareQuery, projectQuery } from "../../api/queries";
import type { Comparison, Project } from "../../api/types";
import { countOf } from "../../lib/numbers";
import { COMPARE_TABS, type CompareTab } from "../../lib/tabs";
import { compareTabPath, HOME, projectPath } from "../../paths";
import { readParts, useAddress } from "../../state/address";
import { Button } from "../../ui/Button";
import { CopyTextButton } from "../../ui/Copy";
import { Notice, Waiting } from "../../ui/Notice";
import { Failure } from "../Failure";
import { Frame } from "../frame/Frame";
import { Tabs } from "../frame/Tabs";
import { NotFoundPage } from "../NotFoundPage";
import css from "./ComparePage.module.css";
import { type Compared, readReference } from "./compared";
import { OverviewTab } from "./OverviewTab";
import { makePlaces } from "./places";

const ConsoleTab = part(async () => (await import("./ConsolesTab")).ConsolesTab, <Waiting />);
const ImagesTab = part(async () => (await import("./ImagesTab")).ImagesTab, <Waiting />);
const PackagesTab = part(async () => (await import("./PackagesTab")).PackagesTab, <Waiting />);
const SourceTab = part(async () => (await import("./SourceTab")).SourceTab, <Waiting />);

const MOST_RUNS = 50;
/** Rows that name the places and make the copied table. */
const FIRST_ROWS = 200;

/** The page at `/<workspace>/<project>/compare`. */
export function ComparePage({ project, tab }: { project: string; tab: CompareTab }) {
  const { data, error } = useQuery(projectQuery(project));
  const [address] = useAddress();
  const runs = address.get("runs");
  const wanted = useMemo(() => readParts(runs), [runs]);
  if (hasStatus(error, 404)) return <NotFoundPage what={`There is no project ${project} here.`} />;
  const [workspace = "", name = ""] = project.split("/");
  const crumbs = [
    { text: workspace, href: HOME },
    { text: name, href: projectPath(project) },
    { text: "Compare" },
  ];
  return (
    <Frame title={`Compare · ${name}`} crumbs={crumbs} project={project} run={null}>
      {error && !data && <Failure error={error} />}
      {!data && !error && <Waiting />}
      {data && wanted.length === 0 && (
        <Notice title="Nothing to compare yet">
          <p>
            Select runs in the table and choose Compare; or compare the first ones by the button above it.
          </p>
        </Notice>
      )}
      {data && wanted.length > 0 && <Comparing project={data} name={project} wanted={wanted} tab={tab} />}
    </Frame>
  );
}

interface ComparingProps {
  project: Project;
  name: string;
  wanted: readonly (readonly string[])[];
  tab: CompareTab;
}

function Comparing({ project, name, wanted, tab }: ComparingProps) {
  const [address, change] = useAddress();
  const runs = useMemo(() => wanted.flat(), [wanted]);
  const { data, error } = useQuery({
    ...compareQuery(name, {
      runs,
      only_different: true,
      search: "",
      prefix: "",
      offset: 0,
      limit: FIRST_ROWS,
    }),
    enabled: runs.length <= MOST_RUNS,
  });
  const places = useMemo(
    () => (data ? makePlaces(wanted, data.runs, data.rows, project.config_prefixes) : []),
    [data, wanted, project.config_prefixes],
  );
  const onReference = useCallback(
    (index: number) => change({ reference: index === 0 ? null : String(index) }),
    [change],
  );
  if (runs.length > MOST_RUNS)
    return (
      <Notice title={`${countOf(runs.length, "run")} are too many`} isError>
        <p>At most {MOST_RUNS} runs are compared at a time. Select fewer, or smaller groups.</p>
      </Notice>
    );
  if (error && !data) return <Failure error={error} />;
  if (!data) return <Waiting />;
  const compared = {
    project,
    name,
    places,
    reference: readReference(address.get("reference"), places.length),
    isAll: address.get("fields") === "all",
    onReference,
  };
  const isGrouped = wanted.some((names) => names.length > 1);
  return (
    <>
      <header className={css.top}>
        <h1>
          {isGrouped
            ? `${countOf(places.length, "group")} of ${countOf(runs.length, "run")}`
            : countOf(runs.length, "run")}
        </h1>
        <PartTabs name={name} tab={tab} />
        <CopyTextButton text={() => window.location.href}>Copy link</CopyTextButton>
        <Button onClick={() => window.history.back()}>Back</Button>
      </header>
      {drawTab(tab, compared, data, wanted)}
    </>
  );
}

function drawTab(
  tab: CompareTab,
  compared: Compared,
  comparison: Comparison,
  wanted: readonly (readonly string[])[],
): ReactNode {
  switch (tab) {
    case "overview":
      return <OverviewTab compared={compared} comparison={comparison} wanted={wanted} />;
    case "source":
      return <SourceTab compared={compared} />;
    case "packages":
      return <PackagesTab compared={compared} />;
    case "console":
      return <ConsoleTab compared={compared} />;
    case "images":
      return <ImagesTab compared={compared} />;
  }
}

const WORDS: Record<CompareTab, string> = {
  overview: "Overview",
  source: "Source",
  packages: "Packages",
  console: "Console",
  images: "Images",
};

function PartTabs({ name, tab }: { name: string; tab: CompareTab }) {
  const search = useSearch();
  const kept = search ? window.location.search : "";
  return (
    <Tabs
      label="Parts of this comparison"
      tabs={COMPARE_TABS.map((one) => ({
        words: WORDS[one],
        href: `${compareTabPath(name, one)}${kept}`,
        isHere: one === tab,
      }))}
    />
  );
}
