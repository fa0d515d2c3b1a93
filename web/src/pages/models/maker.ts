/** Which run made a version, where a field of it says so. */

import type { Field } from "../../api/types";

/** How people call the field that names the run. */
const NAMES = /^(?:run|run_id|sys\/run|training\/run|source\/run|run\/(?:id|sys_id|sys\/id))$/i;
const RUN = /^(?:[A-Z][A-Z0-9]*-\d+|[0-9a-f]{32})$/;

/** Return the run's id or uid; null where no field says one. */
export function findMaker(fields: readonly Pick<Field, "path" | "type" | "value">[]): string | null {
  const said = fields.find(
    ({ path, type, value }) => type === "string" && NAMES.test(path) && RUN.test(String(value)),
  );
  return said ? String(said.value) : null;
}
