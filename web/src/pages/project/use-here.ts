/** How far the selected run has got in each series that a column shows "where the selected run is". */

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { getFields } from "../../api/queries";
import { useAddress } from "../../state/address";
import { isRule, readColumns } from "./columns";

const NONE: ReadonlyMap<string, number> = new Map();

/** Return the last step of these series in a run; nothing where no run is selected. */
export function useHere(run: string | null): ReadonlyMap<string, number> {
  const [address] = useAddress();
  const columns = address.get("columns");
  const paths = useMemo(
    () =>
      (readColumns(new URLSearchParams({ columns: columns ?? "" })) ?? []).flatMap((one) =>
        !isRule(one) && one.at === "here" ? [one.path] : [],
      ),
    [columns],
  );
  const { data } = useQuery({
    queryKey: ["fields", run, "here", paths],
    queryFn: () => getFields(run ?? "", paths),
    enabled: run !== null && paths.length > 0,
  });
  return useMemo(
    () =>
      data
        ? new Map(
            data.fields.flatMap((field) =>
              field.stats ? [[field.path, field.stats.last_step] as const] : [],
            ),
          )
        : NONE,
    [data],
  );
}
