/** Words of roles and visibility, and what else is to be said of somebody. */

import type { ProjectRole, Visibility, WorkspaceRole } from "../../api/types";

export const VISIBILITIES: readonly (readonly [Visibility, string])[] = [
  ["private", "private: members of the project"],
  ["workspace", "workspace: all people of the workspace"],
  ["public", "public: whoever signs in may read"],
];

export const PROJECT_ROLES: readonly (readonly [ProjectRole, string])[] = [
  ["owner", "owner"],
  ["contributor", "contributor"],
  ["viewer", "viewer"],
];

export const WORKSPACE_ROLES: readonly (readonly [WorkspaceRole, string])[] = [
  ["member", "member"],
  ["admin", "admin"],
];
