/** `/r/SUN-123`: the short address of a run leads to its page. */

import { useQuery } from "@tanstack/react-query";
import { Redirect } from "wouter";
import { hasStatus } from "../../api/client";
import { runQuery } from "../../api/queries";
import { runPath } from "../../paths";
import { Waiting } from "../../ui/Notice";
import { Failure } from "../Failure";
import { NotFoundPage } from "../NotFoundPage";

/** Looks the run up and goes there. */
export function RunLinkPage({ run }: { run: string }) {
  const { data, error } = useQuery(runQuery(run));
  if (data) return <Redirect to={runPath(data.project, data.id)} replace />;
  if (hasStatus(error, 404)) return <NotFoundPage what={`There is no run ${run} here.`} />;
  if (error) {
    return <Failure error={error} />;
  }
  return <Waiting />;
}
