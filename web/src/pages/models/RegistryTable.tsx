/** A table of models, or of one model's versions: searched, sorted, windowed. */

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { Link, useLocation } from "wouter";
import {
  type RegistryPage,
  type RegistryRow,
  readRegistry,
  registryColumnsQuery,
  registryKey,
  type Shelf,
} from "../../api/registry";
import type { Model, ModelVersion, Sort } from "../../api/types";
import { drawCell, isNumeric } from "../../fields/cells";
import { spellFind } from "../../lib/find-query";
import { countOf } from "../../lib/numbers";
import { modelPath, versionPath } from "../../paths";
import { useAddress } from "../../state/address";
import { isWidths, useStored } from "../../state/stored";
import { BLOCK, type BlockSource, useBlocks } from "../../state/use-blocks";
import { Grid, type GridRow } from "../../table/Grid";
import type { GridColumn } from "../../table/grid-columns";
import { SearchInput } from "../../ui/Input";
import { Notice, Waiting } from "../../ui/Notice";
import { useNow } from "../../ui/now";
import { CutText, PathText } from "../../ui/Words";
import { Failure } from "../Failure";
import css from "./models.module.css";
import { type RegistryColumn, suggestRegistryColumns } from "./registry-columns";
import { StageText } from "./stages";

const NAME = "sys/name";
const NEWEST_FIRST: Sort = { path: "sys/created_at", descending: true };

interface RegistryTableProps {
  shelf: Shelf;
  /** What stands there where there is nothing at all. */
  empty: ReactNode;
}

/** Search above, the grid below; both lie in the address. */
export function RegistryTable({ shelf, empty }: RegistryTableProps) {
  const ofVersions = shelf.model !== null;
  const noun = ofVersions ? "version" : "model";
  const [address, change] = useAddress();
  const [, navigate] = useLocation();
  const [active, setActive] = useState(-1);
  const [widths, setWidths] = useStored<Record<string, number>>(`widths.${noun}s`, {}, isWidths);
  const now = useNow();
  const find = address.get("find") ?? "";
  const sorted = address.get("sort");
  const sort = useMemo(() => readSort(sorted), [sorted]);
  const { data: facts } = useQuery(registryColumnsQuery(shelf));
  const columns = useMemo(
    () => suggestRegistryColumns(facts?.columns ?? [], ofVersions),
    [facts, ofVersions],
  );
  const query = spellFind(useDeferredValue(find));
  const { project, model } = shelf;
  const source = useMemo(
    () => sourceOf({ project, model }, columns, sort, query),
    [project, model, columns, sort, query],
  );
  const rows = useBlocks(source, false);
  if (rows.error && rows.matched === 0) return <Failure error={rows.error} />;
  if (rows.isLoading || !facts) return <Waiting />;
  if (rows.matched === 0 && !query) return empty;
  const heads = [nameColumn(noun, sort, widths), ...columns.map((one) => makeHead(one, sort, widths))];
  const drawRow = (index: number): GridRow | null => {
    const row = rows.itemAt(index);
    if (!row) return null;
    return {
      key: row.item.uid,
      cells: (at) => (at === 0 ? <NameCell item={row.item} /> : drawField(row, columns, at - 1, now)),
    };
  };
  const sortBy = (path: string) => {
    const isNumber = isNumeric(columns.find((one) => one.path === path)?.type);
    const descending = sort.path === path ? !sort.descending : isNumber || path === NEWEST_FIRST.path;
    change({ sort: `${descending ? "-" : ""}${path}` });
  };
  return (
    <div className={css.table}>
      <div className={css.bar}>
        <SearchInput
          label={`Find a ${noun}`}
          value={find}
          onValue={(value) => change({ find: value || null })}
        />
        <span role="status">{countOf(rows.matched, noun)}</span>
      </div>
      {rows.matched === 0 ? (
        <Notice title={`No ${noun} is called that.`} />
      ) : (
        <Grid
          label={ofVersions ? "Versions" : "Models"}
          columns={heads}
          rowCount={rows.matched}
          rowAt={drawRow}
          active={active}
          onActive={setActive}
          onRange={rows.onRange}
          onOpen={(index) => {
            const item = rows.itemAt(index)?.item;
            if (item) navigate(pathOf(item));
          }}
          onSort={sortBy}
          onWidth={(key, width) => setWidths({ ...widths, [key]: width })}
        />
      )}
    </div>
  );
}

function sourceOf(
  shelf: Shelf,
  columns: readonly RegistryColumn[],
  sort: Sort,
  query: string,
): BlockSource<RegistryPage, RegistryRow> {
  const asked = { columns: columns.map(({ path }) => ({ path })), sort: [sort], query };
  const request = { ...asked, limit: BLOCK, trashed: false };
  return {
    key: JSON.stringify([shelf, request]),
    queryKey: (offset) => registryKey(shelf, { ...request, offset }),
    read: (offset, signal) => readRegistry(shelf, { ...request, offset }, signal),
    pageOf: ({ rows, matched }) => ({ items: rows, matched, total: matched, runs: 0 }),
    keyOf: (row) => row.item.uid,
  };
}

/** Return the address of a model's or a version's page. */
export function pathOf(item: Model | ModelVersion): string {
  return "stage" in item ? versionPath(item.project, item.id) : modelPath(item.project, item.id);
}

function NameCell({ item }: { item: Model | ModelVersion }) {
  return (
    <>
      <Link href={pathOf(item)} className={css.name} tabIndex={-1}>
        <CutText text={item.name || item.id} limit={30} />
      </Link>
      {item.name && <span className={css.id}>{item.id}</span>}
      {"versions" in item && item.versions > 0 && (
        <span className={css.versions}>{countOf(item.versions, "version")}</span>
      )}
    </>
  );
}

function drawField(row: RegistryRow, columns: readonly RegistryColumn[], at: number, now: number): ReactNode {
  const column = columns[at];
  if (!column) return null;
  if (column.path === "sys/stage" && "stage" in row.item) return <StageText stage={row.item.stage} />;
  return drawCell(column.path, column.type, row.cells[at], now);
}

function readSort(text: string | null): Sort {
  if (!text) return NEWEST_FIRST;
  const descending = text.startsWith("-");
  return { path: descending ? text.slice(1) : text, descending };
}

function sortedWay(sort: Sort, path: string): GridColumn["sorted"] {
  if (sort.path !== path) return null;
  return sort.descending ? "descending" : "ascending";
}

function nameColumn(noun: string, sort: Sort, widths: Record<string, number>): GridColumn {
  const label = noun === "version" ? "Version" : "Model";
  const width = widths[NAME] ?? (window.innerWidth < 640 ? 230 : 320);
  return { key: NAME, label, title: label, width, align: "left", sorted: sortedWay(sort, NAME), menu: null };
}

function makeHead(column: RegistryColumn, sort: Sort, widths: Record<string, number>): GridColumn {
  return {
    key: column.path,
    label: column.words ?? column.path,
    title: column.words ?? <PathText path={column.path} limit={24} />,
    width: widths[column.path] ?? column.width,
    align: isNumeric(column.type) ? "right" : "left",
    sorted: sortedWay(sort, column.path),
    menu: null,
  };
}
