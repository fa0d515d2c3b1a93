/** Images by step of several runs, each series under one slider for all of them. */

import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useDeferredValue, useMemo } from "react";
import { explain } from "../../api/client";
import { columnsQuery, someFieldsQuery } from "../../api/queries";
import type { Field, FileFacts } from "../../api/types";
import { type ImageRun, ImageSeries } from "../../fields/ImageSeries";
import { kindOf } from "../../fields/preview";
import { countOf, formatCount } from "../../lib/numbers";
import { COLOURS } from "../../lib/palette";
import { runPath } from "../../paths";
import { spellSearch, useAddress } from "../../state/address";
import { Code } from "../../ui/Copy";
import { SearchInput } from "../../ui/Input";
import { Notice, Waiting } from "../../ui/Notice";
import { useInSight } from "../../ui/use-in-sight";
import { PathText } from "../../ui/Words";
import css from "./ComparePage.module.css";
import { type Compared, readSingles, type Single } from "./compared";
import { GroupNote } from "./Heads";
import own from "./ImagesTab.module.css";

/** Runs whose images stand side by side, and series that are looked for in them. */
const MOST_RUNS = 12;
const MOST_SERIES = 60;
const MOST_COLUMNS = 2_000;

/** A card for each series that any of them has. */
export function ImagesTab({ compared }: { compared: Compared }) {
  const { name, places, reference } = compared;
  const [address, change] = useAddress();
  const find = address.get("find") ?? "";
  const all = useMemo(() => orderSingles(readSingles(places), reference), [places, reference]);
  const singles = useMemo(() => all.slice(0, MOST_RUNS), [all]);
  const { series, isCut, isLoading, error } = useSeries(name, singles, useDeferredValue(find));
  if (error) {
    return (
      <Notice title={explain(error).title} isError>
        <p>{explain(error).remedy}</p>
      </Notice>
    );
  }
  if (isLoading) return <Waiting />;
  if (series.length === 0 && find === "") {
    return (
      <Notice title="None of them logged images by step">
        <Code text={'run["val/samples"].append(seamark.Image(array, caption="epoch 3"), step=3)'} />
      </Notice>
    );
  }
  return (
    <>
      <div className={css.bar}>
        <SearchInput
          className={css.find}
          label="Search images"
          value={find}
          onValue={(value) => change({ find: value || null })}
        />
        <span className={css.count} role="status">
          {formatCount(series.length)} series of {countOf(singles.length, "run")}
          {all.length > singles.length && `, the first of ${all.length}`}
          {isCut && "; not all were looked at: search for others"}
        </span>
        <GroupNote places={places} />
      </div>
      <div className={css.plain}>
        {series.length === 0 && <p className={css.none}>No series of images has this in its path.</p>}
        <div className={own.cards}>
          {series.map((path) => (
            <SeriesCard key={path} path={path} singles={singles} />
          ))}
        </div>
      </div>
    </>
  );
}

/** The reference comes first. */
function orderSingles(singles: readonly Single[], reference: number): Single[] {
  return [
    ...singles.filter((one) => one.index === reference),
    ...singles.filter((one) => one.index !== reference),
  ];
}

function useSeries(name: string, singles: readonly Single[], find: string) {
  const columns = useQuery(columnsQuery(name, find, MOST_COLUMNS));
  const paths = useMemo(
    () => (columns.data?.columns ?? []).filter((one) => one.type === "file_series").map((one) => one.path),
    [columns.data],
  );
  const asked = useMemo(() => paths.slice(0, MOST_SERIES), [paths]);
  const found = useQueries({ queries: singles.map(({ run }) => someFieldsQuery(run.uid, asked)) });
  const key = found.map((one) => one.dataUpdatedAt).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: fields change when they are read
  const series = useMemo(() => {
    const held = new Set(
      found.flatMap((one) => (one.data?.fields ?? []).filter(isImages).map((field) => field.path)),
    );
    return asked.filter((path) => held.has(path));
  }, [asked, key]);
  return {
    series,
    isCut: paths.length > asked.length || (columns.data?.total ?? 0) > MOST_COLUMNS,
    isLoading: columns.isPending || (asked.length > 0 && found.some((one) => one.isPending)),
    error: columns.error ?? found.find((one) => one.error)?.error ?? null,
  };
}

function isImages(field: Field): boolean {
  if (field.type !== "file_series") return false;
  return field.file ? ["image", "drawing"].includes(kindOf(field.file)) : field.inherited === true;
}

function SeriesCard({ path, singles }: { path: string; singles: readonly Single[] }) {
  const [address, change] = useAddress();
  const name = `at:${path}`;
  const given = address.get(name);
  const step = given === null || given === "" || Number.isNaN(Number(given)) ? null : Number(given);
  const [ref, isNear] = useInSight<HTMLElement>();
  const runs = useMemo(
    () =>
      singles.map(
        ({ place, run }): ImageRun => ({
          uid: run.uid,
          name: place.name,
          colour: `var(--s${place.slot % COLOURS})`,
        }),
      ),
    [singles],
  );
  const onStep = useCallback(
    (next: number | null) => change({ [name]: next === null ? null : String(next) }),
    [change, name],
  );
  const hrefOf = (shown: ImageRun, file: FileFacts) => {
    const run = singles.find((one) => one.run.uid === shown.uid)?.run;
    const search = new URLSearchParams({ file: path, entry: `step:${file.step ?? 0}` });
    return run ? `${runPath(run.project, run.id, "files")}${spellSearch(search)}` : "";
  };
  return (
    <section ref={ref} className={own.card} aria-label={path}>
      <h2>
        <PathText path={path} limit={80} />
      </h2>
      {isNear ? (
        <ImageSeries runs={runs} path={path} step={step} onStep={onStep} hrefOf={hrefOf} />
      ) : (
        <div className={own.place} />
      )}
    </section>
  );
}
