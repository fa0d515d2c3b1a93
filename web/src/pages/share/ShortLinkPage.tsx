/** `/l/tKq3_x9-Zb`: a short link leads to the address that it stands for. */

import { useQuery } from "@tanstack/react-query";
import { Redirect } from "wouter";
import { hasStatus } from "../../api/client";
import { linkQuery } from "../../api/queries";
import { projectPath } from "../../paths";
import { Waiting } from "../../ui/Notice";
import { Failure } from "../Failure";
import { NotFoundPage } from "../NotFoundPage";

/** Looks the link up and goes there. */
export function ShortLinkPage({ name }: { name: string }) {
  const { data, error } = useQuery(linkQuery(name));
  if (data) {
    const { address, project } = data;
    return <Redirect to={address.startsWith("/") ? address : `${projectPath(project)}${address}`} replace />;
  }
  if (hasStatus(error, 404))
    return (
      <NotFoundPage what="There is no such link here, or it leads to a project that you may not read." />
    );
  if (error) {
    return <Failure error={error} />;
  }
  return <Waiting />;
}
