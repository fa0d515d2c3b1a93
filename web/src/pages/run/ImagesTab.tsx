/** All images of a run: series with a slider each, then single ones, each loaded when it comes into sight. */

import { useQueries } from "@tanstack/react-query";
import { useCallback, useDeferredValue, useMemo } from "react";
import { Link } from "wouter";
import { fileAddress, filesQuery } from "../../api/queries";
import type { Field, FileFacts, Run } from "../../api/types";
import { type ImageRun, ImageSeries } from "../../fields/ImageSeries";
import { kindOf } from "../../fields/preview";
import { countOf, formatCount } from "../../lib/numbers";
import { runPath } from "../../paths";
import { spellSearch, useAddress } from "../../state/address";
import { gather } from "../../state/gather";
import { Code } from "../../ui/Copy";
import { useSearch } from "../../ui/expressions";
import { SearchInput } from "../../ui/Input";
import { Notice, Waiting } from "../../ui/Notice";
import { useInSight } from "../../ui/use-in-sight";
import { PathText } from "../../ui/Words";
import css from "./ImagesTab.module.css";
import type { Fields } from "./use-fields";

/** Files of one set that are looked at, and cards that are drawn at all. */
const MOST_ENTRIES = 1_000;
const MOST_SETS = 20;
const MOST_CARDS = 500;

interface Single {
  path: string;
  file: FileFacts;
}

/** The images by their paths. */
export function ImagesTab({ run, fields }: { run: Run; fields: Fields }) {
  const [address, change] = useAddress();
  const find = address.get("find") ?? "";
  const { matches } = useSearch(useDeferredValue(find));
  const { series, singles } = useImages(run, fields.fields);
  if (fields.isLoading) return <Waiting />;
  if (series.length === 0 && singles.length === 0) {
    return (
      <Notice title="No images yet">
        <Code text={'run["val/samples"].append(seamark.Image(array, caption="epoch 3"), step=3)'} />
      </Notice>
    );
  }
  const shownSeries = series.filter((path) => matches(path));
  const shownSingles = singles.filter(({ path, file }) => matches(`${path}/${file.subpath}`));
  const count = shownSeries.length + shownSingles.length;
  return (
    <div className={css.tab}>
      <div className={css.bar}>
        <SearchInput
          label="Search images"
          value={find}
          onValue={(value) => change({ find: value || null })}
        />
        <span role="status">
          {count > MOST_CARDS
            ? `the first ${countOf(MOST_CARDS, "image")} of ${count}: search for others`
            : `${formatCount(shownSeries.length)} series, ${countOf(shownSingles.length, "image")}`}
        </span>
      </div>
      <div className={css.grid}>
        {shownSeries.slice(0, MOST_CARDS).map((path) => (
          <SeriesCard key={path} run={run} path={path} />
        ))}
        {shownSingles.slice(0, Math.max(0, MOST_CARDS - shownSeries.length)).map(({ path, file }) => (
          <SingleCard key={`${path} ${file.subpath}`} run={run} path={path} file={file} />
        ))}
      </div>
    </div>
  );
}

/** Return the paths of image series, and single images: of their own fields, and inside file sets. */
function useImages(run: Run, fields: readonly Field[]): { series: string[]; singles: Single[] } {
  const sets = useMemo(
    () =>
      fields
        .filter(({ type, path }) => type === "file_set" && !path.startsWith("sessions/"))
        .slice(0, MOST_SETS),
    [fields],
  );
  const { answers } = useQueries({
    queries: sets.map((field) => filesQuery(run.uid, field.path, MOST_ENTRIES)),
    combine: gather,
  });
  return useMemo(() => {
    const series: string[] = [];
    const singles: Single[] = [];
    for (const field of fields) {
      if (!field.file) {
        // Of a fork, the images of the run that it goes on from.
        if (field.type === "file_series" && field.inherited) series.push(field.path);
      } else if (!isImage(field.file)) continue;
      else if (field.type === "file_series") series.push(field.path);
      else if (field.type === "file") singles.push({ path: field.path, file: field.file });
    }
    sets.forEach((field, place) => {
      for (const file of answers[place]?.files ?? [])
        if (isImage(file)) singles.push({ path: field.path, file });
    });
    return { series, singles };
  }, [fields, sets, answers]);
}

function isImage(file: FileFacts): boolean {
  return ["image", "drawing"].includes(kindOf(file));
}

function fileLink(run: Run, path: string, entry: string | null): string {
  const search = new URLSearchParams({ file: path, ...(entry !== null && { entry }) });
  return `${runPath(run.project, run.id, "files")}${spellSearch(search)}`;
}

function SeriesCard({ run, path }: { run: Run; path: string }) {
  const [address, change] = useAddress();
  const name = `at:${path}`;
  const given = address.get(name);
  const runs = useMemo<ImageRun[]>(() => [{ uid: run.uid, name: run.name || run.id }], [run]);
  const onStep = useCallback(
    (step: number | null) => change({ [name]: step === null ? null : String(step) }),
    [change, name],
  );
  const [ref, isNear] = useInSight<HTMLElement>();
  const step = given === null || given === "" || Number.isNaN(Number(given)) ? null : Number(given);
  return (
    <section ref={ref} className={css.card} aria-label={path}>
      <h3>
        <PathText path={path} limit={44} />
      </h3>
      {isNear ? (
        <ImageSeries
          runs={runs}
          path={path}
          step={step}
          onStep={onStep}
          hrefOf={(_, file) => fileLink(run, path, `step:${file.step ?? 0}`)}
        />
      ) : (
        <div className={css.place} />
      )}
    </section>
  );
}

function SingleCard({ run, path, file }: { run: Run } & Single) {
  const name = file.subpath ? `${path}/${file.subpath}` : path;
  return (
    <section className={css.card} aria-label={name}>
      <h3>
        <PathText path={name} limit={44} />
      </h3>
      <Link
        className={css.place}
        href={fileLink(run, path, file.subpath || null)}
        aria-label={`Open ${name}`}
      >
        <img
          src={fileAddress({ run: run.uid, path, subpath: file.subpath })}
          alt={file.caption || name}
          loading="lazy"
        />
      </Link>
      {file.caption && <p title={file.caption}>{file.caption}</p>}
    </section>
  );
}
