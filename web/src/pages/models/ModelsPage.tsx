/** The models of a project. */

import { useQuery } from "@tanstack/react-query";
import { hasStatus } from "../../api/client";
import { infoQuery, projectQuery } from "../../api/queries";
import { Code } from "../../ui/Copy";
import { Notice } from "../../ui/Notice";
import { projectCrumbs } from "../frame/crumbs";
import { Frame } from "../frame/Frame";
import { NotFoundPage } from "../NotFoundPage";
import { RegistryTable } from "./RegistryTable";

/** The page at `/<workspace>/<project>/models`. */
export function ModelsPage({ project }: { project: string }) {
  const { error } = useQuery(projectQuery(project));
  if (hasStatus(error, 404)) return <NotFoundPage what={`There is no project ${project} here.`} />;
  return (
    <Frame
      title={`Models · ${project.split("/")[1]}`}
      crumbs={projectCrumbs(project, { text: "Models" })}
      project={project}
      run={null}
    >
      <h1 className="unseen">Models</h1>
      <RegistryTable shelf={{ project, model: null }} empty={<NoModels project={project} />} />
    </Frame>
  );
}

function NoModels({ project }: { project: string }) {
  const { data: info } = useQuery(infoQuery);
  const url = info?.url ?? window.location.origin;
  const lines = [
    "import seamark",
    "",
    `model = seamark.open_project("${project}", url="${url}").make_model("NET")`,
    'model.make_version()["weights"].upload("best.pt")',
  ];
  return (
    <Notice title="This project has no models yet">
      <p>A model keeps what its versions have in common; a version has weights, results and a stage.</p>
      <Code text={lines.join("\n")} />
    </Notice>
  );
}
