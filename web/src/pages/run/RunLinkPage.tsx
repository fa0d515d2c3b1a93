/** `/r/SUN-123`: the short address of a run leads to its page. */

import { useQuery } from "@tanstack/react-query";
import { Redirect } from "wouter";
import { explain, hasStatus } from "../../api/client";
import { runQuery } from "../../api/queries";
import { runPath } from "../../paths";
import { Notice, Waiting } from "../../ui/Notice";
import { NotFoundPage } from "../NotFoundPage";

/** Looks the run up and goes there. */
export function RunLinkPage({ run }: { run: string }) {
  const { data, error } = useQuery(runQuery(run));
  if (data) return <Redirect to={runPath(data.project, data.id)} replace />;
  if (hasStatus(error, 404)) return <NotFoundPage what={`There is no run ${run} here.`} />;
  if (error) {
    return (
      <Notice title={explain(error).title} isError>
        <p>{explain(error).remedy}</p>
      </Notice>
    );
  }
  return <Waiting />;
}
