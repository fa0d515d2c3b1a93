/** A version of a model: its stage, the run that made it, its fields and files. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { hasStatus } from "../../api/client";
import { versionQuery } from "../../api/registry";
import type { Field, ModelVersion } from "../../api/types";
import type { VersionTab } from "../../lib/tabs";
import { modelPath, modelsPath, runPath, versionPath } from "../../paths";
import { Waiting } from "../../ui/Notice";
import { Failure } from "../Failure";
import { projectCrumbs } from "../frame/crumbs";
import { Frame } from "../frame/Frame";
import { Tabs } from "../frame/Tabs";
import { NotFoundPage } from "../NotFoundPage";
import { useFields } from "../run/use-fields";
import { useRights } from "../settings/use-role";
import { HolderTab } from "./HolderTab";
import { findMaker } from "./maker";
import css from "./models.module.css";
import { RegistryHead } from "./RegistryHead";
import { SameStage, StageMenu } from "./StageMenu";

interface VersionPageProps {
  project: string;
  /** What the address calls the version: its id or uid. */
  name: string;
  tab: VersionTab;
}

const WORDS: Record<VersionTab, string> = { fields: "Fields", files: "Files" };

/** The page at `/<workspace>/<project>/versions/<version>`. */
export function VersionPage({ project, name, tab }: VersionPageProps) {
  const { data: version, error } = useQuery(versionQuery(name, project));
  if (hasStatus(error, 404))
    return <NotFoundPage what={`There is no model version ${name} in ${project}.`} />;
  const crumbs = projectCrumbs(
    project,
    { text: "Models", href: modelsPath(project) },
    ...(version ? [{ text: version.model, href: modelPath(project, version.model) }] : []),
    { text: version?.id ?? name },
  );
  return (
    <Frame title={`${version?.id ?? name} · Models`} crumbs={crumbs} project={project} run={null}>
      {error && !version && <Failure error={error} />}
      {!version && !error && <Waiting />}
      {version && <VersionView version={version} tab={tab} />}
    </Frame>
  );
}

function VersionView({ version, tab }: { version: ModelVersion; tab: VersionTab }) {
  const { mayWrite } = useRights(version.project);
  const { fields } = useFields(version.uid);
  const tabs = (Object.keys(WORDS) as VersionTab[]).map((one) => ({
    words: WORDS[one],
    href: versionPath(version.project, version.id, one),
    isHere: one === tab,
  }));
  return (
    <>
      <RegistryHead item={version} mayWrite={mayWrite}>
        <Maker project={version.project} fields={fields} />
        <StageMenu version={version} mayWrite={mayWrite && !version.trashed} />
      </RegistryHead>
      <SameStage version={version} mayWrite={mayWrite} />
      <Tabs label="Parts of this version" tabs={tabs} />
      <div className={css.body}>
        <HolderTab item={version} tab={tab} />
      </div>
    </>
  );
}

function Maker({ project, fields }: { project: string; fields: readonly Field[] }) {
  const run = findMaker(fields);
  if (run === null) return null;
  return (
    <span className={css.who}>
      made by{" "}
      <Link href={runPath(project, run)} className="mono">
        {run}
      </Link>
    </span>
  );
}
