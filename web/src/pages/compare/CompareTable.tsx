/** Fields in rows, places in columns; numbers with their distance from the reference. */

import { useMemo, useState } from "react";
import { readComparison } from "../../api/queries";
import type { Comparison, ComparisonRow, Project } from "../../api/types";
import { Delta } from "../../fields/cells";
import { drawValue } from "../../fields/values";
import { isConfigPath } from "../../lib/field-paths";
import { formatExact, formatNumber, formatSpread } from "../../lib/numbers";
import { formatDuration } from "../../lib/times";
import { BLOCK, type BlockSource, useBlocks } from "../../state/use-blocks";
import { Grid, type GridRow } from "../../table/Grid";
import { joinClasses } from "../../ui/classes";
import { useWidth } from "../../ui/use-in-sight";
import { PathText } from "../../ui/Words";
import { Failure } from "../Failure";
import css from "./ComparePage.module.css";
import type { Compared } from "./compared";
import { usePlaceColumns } from "./place-columns";
import { isAlike, type Place, valueIn } from "./places";

interface CompareTableProps {
  compared: Compared;
  runs: readonly string[];
  search: string;
  onRemove: (index: number) => void;
  onHover: (key: string | null) => void;
}

const CHARACTER = 7;

/** The table. */
export function CompareTable({ compared, runs, search, onRemove, onHover }: CompareTableProps) {
  const { project, name, places, reference, isAll, onReference } = compared;
  const [active, setActive] = useState(-1);
  const [ref, room] = useWidth<HTMLDivElement>();
  const source = useMemo((): BlockSource<Comparison, ComparisonRow> => {
    const request = { runs: [...runs], only_different: !isAll, search, prefix: "", limit: BLOCK };
    return {
      key: JSON.stringify(request),
      queryKey: (offset) => ["compare", name, { ...request, offset }],
      read: (offset, signal) => readComparison(name, { ...request, offset }, signal),
      pageOf: ({ rows, total }) => ({ items: rows, matched: total, total, runs: runs.length }),
      keyOf: (row) => row.path,
    };
  }, [runs, isAll, search, name]);
  const rows = useBlocks(source, false);
  const { columns, onWidth, onHead } = usePlaceColumns({
    places,
    reference,
    onReference,
    first: "Field",
    room,
    onRemove,
    onHover,
  });
  const pathRoom = Math.floor(((columns[0]?.width ?? 0) - 16) / CHARACTER);
  const rowAt = (index: number): GridRow | null => {
    const row = rows.itemAt(index);
    if (!row) return null;
    return {
      key: row.path,
      tone: row.path === project.objective?.path ? "baseline" : "plain",
      cells: (at) =>
        at === 0 ? (
          <PathText path={row.path} limit={pathRoom} />
        ) : (
          drawPlace(row, places[at - 1], places[reference], project)
        ),
    };
  };
  if (rows.error && rows.matched === 0) return <Failure error={rows.error} />;
  return (
    <div ref={ref} className={css.table}>
      {rows.matched === 0 && !rows.isLoading && (
        <p className={css.none}>{search ? "No field has this in its path." : "They are all the same."}</p>
      )}
      {room > 0 && rows.matched > 0 && (
        <Grid
          label="Fields side by side"
          columns={columns}
          rowCount={rows.matched}
          rowAt={rowAt}
          active={active}
          onActive={setActive}
          onRange={rows.onRange}
          onOpen={() => undefined}
          onSort={onHead}
          onWidth={onWidth}
        />
      )}
    </div>
  );
}

function drawPlace(
  row: ComparisonRow,
  place: Place | undefined,
  reference: Place | undefined,
  project: Project,
) {
  if (!place) return null;
  const { objective } = project;
  const own = valueIn(row, place, objective);
  const { value, spread, field, differs } = own;
  const other = reference && reference !== place ? valueIn(row, reference, objective) : null;
  const isMeasured = !isConfigPath(row.path, project.config_prefixes);
  if ((value === null || !isMeasured) && differs) return <span className={css.differs}>differs</span>;
  const isSame = other !== null && isAlike(own, other);
  if (value === null && !field) return <span className={css.differs}>–</span>;
  if (value === null || !isMeasured)
    return (
      <span className={joinClasses(css.value, other && (isSame ? css.same : isChosen(row) && css.other))}>
        {value === null ? (
          field && drawValue(field)
        ) : (
          <span className="mono" title={formatExact(value)}>
            {formatNumber(value)}
          </span>
        )}
      </span>
    );
  if (row.path === "sys/running_seconds") return <span className="mono">{formatDuration(value)}</span>;
  const base = other?.value ?? null;
  const goal = row.path === objective?.path ? objective.goal : null;
  return (
    <span className={joinClasses("mono", isSame && css.same)} title={formatExact(value)}>
      {formatNumber(value)}
      {spread !== null && <span className={css.spread}>± {formatSpread(spread)}</span>}
      {base !== null && <Delta value={value} base={base} goal={goal} />}
    </span>
  );
}

/** What people chose is worth a mark; files, series and times differ in every run. */
function isChosen({ type }: ComparisonRow): boolean {
  return ["bool", "int", "float", "string", "json", "string_set"].includes(type);
}
