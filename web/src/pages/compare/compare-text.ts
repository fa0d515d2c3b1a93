/** The comparison as a table of texts and numbers: one row for each place, the objective first. */

import type { ComparisonRow, Project } from "../../api/types";
import { spellValue } from "../../fields/values";
import { isConfigPath, isSystemPath } from "../../lib/field-paths";
import type { TextCell, TextTable } from "../../lib/table-text";
import { type Place, valueIn } from "./places";

const SETTINGS = 12;
const METRICS = 8;

/** Return what differs between the places: their settings, then what was measured. */
export function makeCompareText(
  places: readonly Place[],
  rows: readonly ComparisonRow[],
  { objective, config_prefixes }: Project,
): TextTable {
  const own = rows.filter((row) => !isSystemPath(row.path));
  const settings = own.filter((row) => isConfigPath(row.path, config_prefixes) && isShared(row, places));
  const metrics = own
    .filter((row) => !isConfigPath(row.path, config_prefixes) && isNumber(row))
    .sort((a, b) => Number(b.path === objective?.path) - Number(a.path === objective?.path));
  const chosen = [...settings.slice(0, SETTINGS), ...metrics.slice(0, METRICS)];
  return {
    columns: [
      { name: "Run", goal: null },
      { name: "Runs", goal: null },
      ...chosen.map((row) => ({
        name: row.path,
        goal: row.path === objective?.path ? objective.goal : null,
      })),
    ],
    rows: places.map((place) => [
      { text: place.name },
      { text: "", value: place.runs.length },
      ...chosen.map((row): TextCell => {
        const { value, spread, field } = valueIn(row, place, objective);
        if (value !== null)
          return { text: "", value, spread: isConfigPath(row.path, config_prefixes) ? null : spread };
        return { text: field ? spellValue(field) : "" };
      }),
    ]),
  };
}

function isNumber({ type }: ComparisonRow): boolean {
  return type === "float_series" || type === "float" || type === "int";
}

/** A setting that differs inside of a group, such as the seed, says nothing of the group. */
function isShared(row: ComparisonRow, places: readonly Place[]): boolean {
  return places.every((place) => !valueIn(row, place, null).differs);
}
