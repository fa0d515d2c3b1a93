/** What the app writes: fields of objects, and the trash. */

import { ApiProblem, send } from "./client";
import { projectCall } from "./queries";
import type { Receipt } from "./types";

/** Set a string field of a run, model or version. Raises ApiProblem where it was refused. */
export async function assignText(uid: string, path: string, value: string): Promise<void> {
  const operations = [{ op: "assign", path, value, type: "string" }];
  const receipt = await send<Receipt>("POST", `/runs/${encodeURIComponent(uid)}/operations`, { operations });
  const [refused] = receipt.refused;
  if (refused) {
    throw new ApiProblem({
      title: refused.detail,
      detail: refused.detail,
      remedy: refused.remedy,
      code: refused.code,
      status: 422,
      type: "about:blank",
      path: refused.path,
      position: null,
    });
  }
}

/** Put objects of a project into its trash. */
export function moveToTrash(project: string, ids: readonly string[]): Promise<unknown> {
  return send("POST", `${projectCall(project)}/trash`, { ids });
}

/** Take objects out of the trash of a project. */
export function restoreFromTrash(project: string, ids: readonly string[]): Promise<unknown> {
  return send("POST", `${projectCall(project)}/trash/restore`, { ids });
}
