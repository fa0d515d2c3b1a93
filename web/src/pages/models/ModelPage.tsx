/** A model: what it is, its versions, its fields and files. */

import { useQuery } from "@tanstack/react-query";
import { hasStatus } from "../../api/client";
import { modelQuery } from "../../api/registry";
import type { Model } from "../../api/types";
import { formatCount } from "../../lib/numbers";
import type { ModelTab } from "../../lib/tabs";
import { modelPath, modelsPath } from "../../paths";
import { Code } from "../../ui/Copy";
import { Notice, Waiting } from "../../ui/Notice";
import { Failure } from "../Failure";
import { projectCrumbs } from "../frame/crumbs";
import { Frame } from "../frame/Frame";
import { Tabs } from "../frame/Tabs";
import { NotFoundPage } from "../NotFoundPage";
import { useRights } from "../settings/use-role";
import { HolderTab } from "./HolderTab";
import css from "./models.module.css";
import { RegistryHead } from "./RegistryHead";
import { RegistryTable } from "./RegistryTable";

interface ModelPageProps {
  project: string;
  /** What the address calls the model: its id or uid. */
  name: string;
  tab: ModelTab;
}

const WORDS: Record<ModelTab, string> = { versions: "Versions", fields: "Fields", files: "Files" };

/** The page at `/<workspace>/<project>/models/<model>`. */
export function ModelPage({ project, name, tab }: ModelPageProps) {
  const { data: model, error } = useQuery(modelQuery(name, project));
  if (hasStatus(error, 404)) return <NotFoundPage what={`There is no model ${name} in ${project}.`} />;
  const crumbs = projectCrumbs(
    project,
    { text: "Models", href: modelsPath(project) },
    { text: model?.id ?? name },
  );
  return (
    <Frame title={`${model?.name || name} · Models`} crumbs={crumbs} project={project} run={null}>
      {error && !model && <Failure error={error} />}
      {!model && !error && <Waiting />}
      {model && <ModelView model={model} tab={tab} />}
    </Frame>
  );
}

function ModelView({ model, tab }: { model: Model; tab: ModelTab }) {
  const { mayWrite } = useRights(model.project);
  const tabs = (Object.keys(WORDS) as ModelTab[]).map((one) => ({
    words: WORDS[one],
    href: modelPath(model.project, model.id, one),
    isHere: one === tab,
    ...(one === "versions" && { count: formatCount(model.versions) }),
  }));
  return (
    <>
      <RegistryHead item={model} mayWrite={mayWrite} />
      <Tabs label="Parts of this model" tabs={tabs} />
      <div className={css.body}>
        {tab === "versions" ? (
          <RegistryTable
            shelf={{ project: model.project, model: model.id }}
            empty={<NoVersions model={model} />}
          />
        ) : (
          <HolderTab item={model} tab={tab} />
        )}
      </div>
    </>
  );
}

function NoVersions({ model }: { model: Model }) {
  const key = model.id.slice(model.id.indexOf("-") + 1);
  const lines = [
    `model = seamark.open_project("${model.project}", url="${window.location.origin}").model("${key}")`,
    "version = model.make_version()",
    'version["weights"].upload("best.pt")',
  ];
  return (
    <Notice
      title={model.trashed ? "Its versions are in the trash with it" : "This model has no versions yet"}
    >
      {!model.trashed && <Code text={lines.join("\n")} />}
    </Notice>
  );
}
