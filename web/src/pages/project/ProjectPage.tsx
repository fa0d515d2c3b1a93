/** A project: its runs, or how to log the first one. */

import { useQuery } from "@tanstack/react-query";
import { hasStatus } from "../../api/client";
import { infoQuery, projectQuery } from "../../api/queries";
import { HOME } from "../../paths";
import { Code } from "../../ui/Copy";
import { Notice, Waiting } from "../../ui/Notice";
import { Failure } from "../Failure";
import { Frame } from "../frame/Frame";
import { NotFoundPage } from "../NotFoundPage";
import { RunsScreen } from "./RunsScreen";

/** The page at `/<workspace>/<project>`. */
export function ProjectPage({ project }: { project: string }) {
  const { data, error } = useQuery(projectQuery(project));
  if (hasStatus(error, 404)) return <NotFoundPage what={`There is no project ${project} here.`} />;
  const [workspace = "", name = ""] = project.split("/");
  return (
    <Frame
      title={name}
      crumbs={[{ text: workspace, href: HOME }, { text: name }]}
      project={project}
      run={null}
    >
      {error && !data && <Failure error={error} />}
      {!data && !error && <Waiting />}
      {data && (data.runs === 0 ? <NoRuns name={project} /> : <RunsScreen project={data} name={project} />)}
    </Frame>
  );
}

function NoRuns({ name }: { name: string }) {
  const { data: info } = useQuery(infoQuery);
  const lines = [
    "import seamark",
    "",
    `with seamark.init_run("${name}", url="${info?.url ?? window.location.origin}") as run:`,
    '    run.log({"loss": 0.5})',
  ];
  return (
    <Notice title="This project has no runs yet">
      <p>These lines log the first one; it appears here by itself.</p>
      <Code text={lines.join("\n")} />
    </Notice>
  );
}
