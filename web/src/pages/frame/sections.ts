/** The pages of a project, as rail, palette and keys know them. */

import {
  comparePath,
  modelsPath,
  notebooksPath,
  notesPath,
  projectPath,
  projectSettingsPath,
  trashPath,
} from "../../paths";
import type { IconName } from "../../ui/Icon";

export interface Section {
  label: string;
  icon: IconName;
  /** The key after `g` that leads there. */
  key: string;
  /** The parts of addresses behind the project's that belong to it. */
  parts: readonly string[];
  path: (project: string) => string;
}

export const SECTIONS: readonly Section[] = [
  { label: "Runs", icon: "runs", key: "r", parts: ["", "runs", "e"], path: projectPath },
  { label: "Compare", icon: "compare", key: "c", parts: ["compare"], path: comparePath },
  { label: "Models", icon: "models", key: "m", parts: ["models", "versions"], path: modelsPath },
  {
    label: "Notebooks",
    icon: "notebooks",
    key: "b",
    parts: ["notebooks"],
    path: (project) => notebooksPath(project),
  },
  { label: "Notes", icon: "notes", key: "n", parts: ["notes"], path: notesPath },
  { label: "Trash", icon: "trash", key: "t", parts: ["trash"], path: trashPath },
  { label: "Settings", icon: "settings", key: "s", parts: ["settings"], path: projectSettingsPath },
];

/** Say whether an address lies in a section of its project. */
export function isIn(section: Section, location: string): boolean {
  return section.parts.includes(location.split("/")[3] ?? "");
}
