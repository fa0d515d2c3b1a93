/** The series of the rows in sight, small: one request for each column that shows them. */

import { useQueries } from "@tanstack/react-query";
import { seriesQuery } from "../../api/queries";
import type { PackedSeries } from "../../lib/packed";
import type { ShownColumn } from "./columns";
import type { Item } from "./use-list";

const BUCKETS = 48;
const MOST_RUNS = 200;

export type Sparks = (path: string, uid: string) => PackedSeries | null;

/** Read the series of the columns that show them small. */
export function useSparks(project: string, items: readonly Item[], columns: readonly ShownColumn[]): Sparks {
  const paths = columns.filter((column) => column.look === "spark").map((column) => column.path);
  const uids = items.flatMap((item) => (item.kind === "run" ? [item.row.run.uid] : [])).slice(0, MOST_RUNS);
  const results = useQueries({
    queries: paths.map((path) => ({
      ...seriesQuery(project, { series: uids.map((run) => ({ run, path })), buckets: BUCKETS }),
      enabled: uids.length > 0,
    })),
  });
  return (path, uid) =>
    results[paths.indexOf(path)]?.data?.series.find((series) => series.block.run === uid) ?? null;
}
