/** What runs and groups are called in the table and in the charts. */

import type { ColumnFacts, Group, Grouping, Project, Run } from "../../api/types";
import { isConfigPath } from "../../lib/field-paths";
import { nameSetting, nameSettings, type Settings } from "../../lib/labels";
import { dropModules, STATE_WORDS, type StateName } from "../../lib/states";
import { REASON, STATE } from "./grouping";

export interface Names {
  /** Fields that a question has to ask for besides the columns shown, so that runs can be named. */
  paths: readonly string[];
  ofRun: (run: Run) => string;
  ofGroup: (group: Group) => string;
}

const MOST_PATHS = 8;
const MOST_WORDS = 4;

/** Return the fields by which runs without a name are told apart: of the configuration, those that differ. */
export function pathsForNames(
  project: Project,
  facts: readonly ColumnFacts[],
  grouping: Grouping | null,
): string[] {
  const apart = grouping?.apart_from ?? [];
  return facts
    .filter(
      (fact) =>
        isConfigPath(fact.path, project.config_prefixes) &&
        !apart.includes(fact.path) &&
        (fact.values ?? 2) > 1,
    )
    .sort((a, b) => (b.values ?? 0) - (a.values ?? 0))
    .slice(0, MOST_PATHS)
    .map((fact) => fact.path);
}

/** Return how runs and groups are called; the settings are the cells of `paths`. */
export function makeNames(
  paths: readonly string[],
  grouping: Grouping | null,
  settingsOfRun: (uid: string) => Settings | null,
  settingsOfGroup: (group: Group) => Settings,
): Names {
  return {
    paths,
    ofRun: (run) => {
      if (run.name) return run.name;
      const settings = settingsOfRun(run.uid);
      return (settings && nameSettings(settings, paths, MOST_WORDS)) || run.id;
    },
    ofGroup: (group) => {
      const by = (grouping?.by ?? []).map((path, at) => nameValue(path, group.values[at]));
      const same = grouping?.apart_from ? nameSettings(settingsOfGroup(group), paths, MOST_WORDS) : "";
      return [...by, same].filter(Boolean).join(" · ") || "one configuration";
    },
  };
}

function nameValue(path: string, value: unknown): string {
  if (path === REASON) return value ? dropModules(String(value)) : "no reason";
  if (path === STATE) return STATE_WORDS[value as StateName] ?? String(value);
  return nameSetting(path, value);
}
