/** A logged table, its rows read as they come into sight. */

import { useQueries } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { explain } from "../api/client";
import { type FileRef, rowsQuery } from "../api/queries";
import type { FileFacts, RowPage } from "../api/types";
import { countOf } from "../lib/numbers";
import { Notice, Waiting } from "../ui/Notice";
import { RowGrid } from "../ui/RowGrid";
import css from "./fields.module.css";

const PAGE = 200;
/** More rows would be higher than a browser can scroll. */
const MOST_ROWS = 500_000;

/** The rows of a Parquet file. */
export function RowsPreview({ file, source }: { file: FileFacts; source: FileRef }) {
  const [pages, setPages] = useState<readonly number[]>([0]);
  const found = useQueries({
    queries: pages.map((page) => rowsQuery(source, file.digest, page * PAGE, PAGE)),
  });
  const head = found.find((one) => one.data)?.data;
  const error = found.find((one) => one.error)?.error;
  const known = useMemo(() => {
    const byPage = new Map<number, RowPage>();
    pages.forEach((page, place) => {
      const data = found[place]?.data;
      if (data) byPage.set(page, data);
    });
    return byPage;
  }, [pages, found]);
  const showRange = useCallback((first: number, last: number) => {
    // The first page stays: it has the heads.
    setPages([...new Set([0, Math.floor(first / PAGE), Math.floor(last / PAGE)])]);
  }, []);
  if (!head) {
    if (!error) return <Waiting label="Reading the table" />;
    const { title, remedy } = explain(error);
    return (
      <Notice title={title} isError>
        <p>{remedy}</p>
      </Notice>
    );
  }
  return (
    <>
      <RowGrid
        label={source.path}
        columns={head.columns.map(({ name, type }) => ({ name, hint: type }))}
        count={Math.min(MOST_ROWS, head.total)}
        rowAt={(index) => known.get(Math.floor(index / PAGE))?.rows[index % PAGE]}
        onRange={showRange}
      />
      <p className={css.note}>
        {countOf(head.total, "row")} of {countOf(head.columns.length + head.hidden, "column")}
        {head.hidden > 0 && `; ${head.hidden} columns more than can be shown: download it for them`}
        {head.total > MOST_ROWS && `; the first ${countOf(MOST_ROWS, "row")} are shown`}
        {error !== undefined && error !== null && ` · ${explain(error).title}`}
      </p>
    </>
  );
}
