/** What the app writes to fields of objects. */

import { ApiProblem, send } from "./client";
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
