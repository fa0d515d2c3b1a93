/** What whoever looks may do in a project. */

import { useQuery } from "@tanstack/react-query";
import { membersQuery, meQuery } from "../../api/queries";

export interface Rights {
  mayWrite: boolean;
  mayOwn: boolean;
}

/** Return one's rights; none until they are known. */
export function useRights(project: string): Rights {
  const { data: me } = useQuery(meQuery);
  const { data: members } = useQuery(membersQuery(project));
  const role = members?.find((member) => member.name === me?.name)?.role;
  const isAdmin = me?.admin === true;
  return {
    mayWrite: isAdmin || role === "owner" || role === "contributor",
    mayOwn: isAdmin || role === "owner",
  };
}
