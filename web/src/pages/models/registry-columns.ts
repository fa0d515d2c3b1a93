/** Which columns tables of models and versions have. */

import type { ColumnFacts } from "../../api/types";
import { isSystemPath } from "../../lib/field-paths";

const MOST = 6;

export interface RegistryColumn {
  path: string;
  words: string | null;
  type: ColumnFacts["type"];
  width: number;
}

const STAGE: RegistryColumn = { path: "sys/stage", words: "Stage", type: "string", width: 120 };
const COMMON: readonly RegistryColumn[] = [
  { path: "sys/tags", words: "Tags", type: "string_set", width: 150 },
  { path: "sys/owner", words: "Owner", type: "string", width: 90 },
  { path: "sys/created_at", words: "Created", type: "datetime", width: 92 },
];
const TOLD: readonly ColumnFacts["type"][] = [
  "float_series",
  "float",
  "int",
  "string",
  "bool",
  "file",
  "string_set",
];

/** Return the columns: of versions the stage, then own fields that say something in a cell, then who and when. */
export function suggestRegistryColumns(facts: readonly ColumnFacts[], ofVersions: boolean): RegistryColumn[] {
  const own = facts.filter(({ path, type }) => !isSystemPath(path) && TOLD.includes(type));
  const ranked = [...own].sort((a, b) => TOLD.indexOf(a.type) - TOLD.indexOf(b.type)).slice(0, MOST);
  const fields = ranked.map(({ path, type }) => ({ path, type, words: null, width: guessWidth(path, type) }));
  return [...(ofVersions ? [STAGE] : []), ...fields, ...COMMON];
}

function guessWidth(path: string, type: ColumnFacts["type"]): number {
  const isNumber = type === "float_series" || type === "float" || type === "int";
  return Math.max(isNumber ? 96 : 150, Math.min(210, Math.round(Math.min(path.length, 22) * 6.6 + 40)));
}
