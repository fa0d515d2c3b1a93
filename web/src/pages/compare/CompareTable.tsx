/** Fields in rows, places in columns; numbers with their distance from the reference. */

import { useMemo, useState } from "react";
import { Link } from "wouter";
import { readComparison } from "../../api/queries";
import type { Comparison, ComparisonRow, Project } from "../../api/types";
import { Delta } from "../../fields/cells";
import { formatSpread } from "../../fields/group-cells";
import { drawValue } from "../../fields/values";
import { isConfigPath } from "../../lib/field-paths";
import { countOf, formatExact, formatNumber } from "../../lib/numbers";
import { runPath } from "../../paths";
import { isWidths, useStored } from "../../state/stored";
import { BLOCK, type BlockSource, useBlocks } from "../../state/use-blocks";
import { Grid, type GridRow } from "../../table/Grid";
import type { GridColumn } from "../../table/grid-columns";
import { joinClasses } from "../../ui/classes";
import { MenuItem } from "../../ui/Menu";
import { PathText } from "../../ui/Words";
import { RunDot } from "../project/RunCell";
import css from "./ComparePage.module.css";
import { type Place, valueIn } from "./places";

interface CompareTableProps {
  project: Project;
  name: string;
  runs: readonly string[];
  places: readonly Place[];
  /** The place that others are measured by. */
  reference: number;
  isAll: boolean;
  search: string;
  onReference: (index: number) => void;
  onRemove: (index: number) => void;
  onHover: (key: string | null) => void;
}

const FIELD = "field";

/** The table. */
export function CompareTable(props: CompareTableProps) {
  const { project, name, runs, places, reference, isAll, search, onReference, onRemove } = props;
  const [active, setActive] = useState(-1);
  const [widths, setWidths] = useStored<Record<string, number>>("compare-widths", {}, isWidths);
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
  const columns = useMemo(
    () => makeColumns(places, reference, widths, onReference, onRemove),
    [places, reference, widths, onReference, onRemove],
  );
  const rowAt = (index: number): GridRow | null => {
    const row = rows.itemAt(index);
    if (!row) return null;
    return {
      key: row.path,
      tone: row.path === project.objective?.path ? "baseline" : "plain",
      cells: (at) =>
        at === 0 ? (
          <PathText path={row.path} limit={40} />
        ) : (
          drawPlace(row, places[at - 1], places[reference], project)
        ),
    };
  };
  return (
    <div className={css.table}>
      {rows.matched === 0 && !rows.isLoading && (
        <p className={css.none}>{search ? "No field has this in its path." : "They are all the same."}</p>
      )}
      <Grid
        label="Fields side by side"
        columns={columns}
        rowCount={rows.matched}
        rowAt={rowAt}
        active={active}
        onActive={setActive}
        onRange={rows.onRange}
        onOpen={() => undefined}
        onSort={() => undefined}
        onWidth={(one, width) => setWidths({ ...widths, [one]: width })}
      />
    </div>
  );
}

function makeColumns(
  places: readonly Place[],
  reference: number,
  widths: Record<string, number>,
  onReference: (index: number) => void,
  onRemove: (index: number) => void,
): GridColumn[] {
  const plain = { align: "left", sorted: null } as const;
  const fields = {
    ...plain,
    key: FIELD,
    label: "Field",
    title: "Field",
    width: widths[FIELD] ?? 220,
    menu: null,
  };
  const own = places.map((place, index): GridColumn => {
    const [run] = place.runs;
    const isReference = index === reference;
    return {
      ...plain,
      key: String(index),
      label: place.name,
      align: "right",
      isPinned: isReference,
      width: widths[`place-${index}`] ?? 190,
      title: (
        <span className={joinClasses(css.head, isReference && css.reference)}>
          <RunDot slot={place.slot} />
          <bdi title={place.name}>{place.name}</bdi>
          {place.runs.length === 1 && run && <Link href={runPath(run.project, run.id)}>{run.id}</Link>}
          {place.runs.length > 1 && <em>{countOf(place.runs.length, "run")}</em>}
        </span>
      ),
      menu: (
        <>
          <MenuItem disabled={isReference} onChoose={() => onReference(index)}>
            Measure the others by it
          </MenuItem>
          <MenuItem disabled={places.length < 2} onChoose={() => onRemove(index)}>
            Take it out
          </MenuItem>
        </>
      ),
    };
  });
  return [fields, ...own];
}

function drawPlace(
  row: ComparisonRow,
  place: Place | undefined,
  reference: Place | undefined,
  project: Project,
) {
  if (!place) return null;
  const { objective } = project;
  const { value, spread, field, differs } = valueIn(row, place, objective);
  if (value === null)
    return field ? drawValue(field) : differs && <span className={css.differs}>differs</span>;
  const base = reference && reference !== place ? valueIn(row, reference, objective).value : null;
  const isMeasured = !isConfigPath(row.path, project.config_prefixes);
  const isObjective = row.path === objective?.path;
  if (!isMeasured && differs) return <span className={css.differs}>differs</span>;
  return (
    <span className="mono" title={formatExact(value)}>
      {formatNumber(value)}
      {spread !== null && isMeasured && <span className={css.spread}>± {formatSpread(spread)}</span>}
      {base !== null && isMeasured && (
        <Delta value={value} base={base} goal={isObjective ? objective.goal : null} />
      )}
    </span>
  );
}
