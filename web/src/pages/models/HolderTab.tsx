/** Fields or files of a model or a version, as those of a run are shown. */

import { part } from "../../api/part";
import type { Model, ModelVersion } from "../../api/types";
import { Waiting } from "../../ui/Notice";
import { useFields } from "../run/use-fields";

const FieldsTab = part(async () => (await import("../run/FieldsTab")).FieldsTab, <Waiting />);
const FilesTab = part(async () => (await import("../run/FilesTab")).FilesTab, <Waiting />);

/** One of the two. */
export function HolderTab({ item, tab }: { item: Model | ModelVersion; tab: "fields" | "files" }) {
  const fields = useFields(item.uid);
  return tab === "fields" ? (
    <FieldsTab run={item} fields={fields} />
  ) : (
    <FilesTab run={item} fields={fields} />
  );
}
