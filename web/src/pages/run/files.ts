/** Which fields hold files. */

import type { Field, FieldType } from "../../api/types";

const FILE_TYPES: readonly FieldType[] = ["file", "file_series", "file_set", "table", "artifact"];

/** Say whether a field holds a file or several. */
export function isFileField(field: Field): boolean {
  return FILE_TYPES.includes(field.type);
}
