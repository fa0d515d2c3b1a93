/** Images of several runs, each series under one slider for all of them, and single ones beside each other. */

import { useQuery } from "@tanstack/react-query";
import { useCallback, useDeferredValue, useMemo } from "react";
import { compareQuery } from "../../api/queries";
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
import { Failure } from "../Failure";
import css from "./ComparePage.module.css";
import { type Compared, readSingles, type Single } from "./compared";
import { GroupNote } from "./Heads";
import own from "./ImagesTab.module.css";

/** Runs whose images stand side by side, and fields among which images are looked for. */
const MOST_RUNS = 12;
const MOST_FIELDS = 1_000;

/** A card for each field with images that any of them has. */
export function ImagesTab({ compared }: { compared: Compared }) {
  const { name, places, reference } = compared;
  const [address, change] = useAddress();
  const find = address.get("find") ?? "";
  const all = useMemo(() => orderSingles(readSingles(places), reference), [places, reference]);
  const singles = useMemo(() => all.slice(0, MOST_RUNS), [all]);
  const { cards, isCut, isLoading, error } = useCards(name, singles, useDeferredValue(find));
  if (error) {
    return <Failure error={error} />;
  }
  if (isLoading) return <Waiting />;
  if (cards.length === 0 && find === "") {
    return (
      <Notice title="None of them logged images">
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
          {tellCounts(cards)} of {countOf(singles.length, "run")}
          {all.length > singles.length && `, the first of ${all.length}`}
          {isCut && `; found among the first ${formatCount(MOST_FIELDS)} fields: search for others`}
        </span>
        <GroupNote places={places} />
      </div>
      <div className={css.plain}>
        {cards.length === 0 && <p className={css.none}>No images have this in their path.</p>}
        <div className={own.cards}>
          {cards.map((one) => (
            <ImagesCard key={one.path} card={one} of={singles} />
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

interface Card {
  path: string;
  /** Whether it has images by step. */
  isSeries: boolean;
  /** Those that have it. */
  singles: Single[];
}

function tellCounts(cards: readonly Card[]): string {
  const series = cards.filter((card) => card.isSeries).length;
  const images = cards.length - series;
  return `${formatCount(series)} series${images > 0 ? ` and ${countOf(images, "single image")}` : ""}`;
}

function useCards(name: string, singles: readonly Single[], find: string) {
  const { data, isPending, error } = useQuery(
    compareQuery(name, {
      runs: singles.map((one) => one.run.id),
      only_different: false,
      search: find,
      prefix: "",
      offset: 0,
      limit: MOST_FIELDS,
    }),
  );
  const cards = useMemo(
    () =>
      (data?.rows ?? [])
        .flatMap((row): Card[] => {
          const having = singles.filter((_, place) => isImages(row.fields[place] ?? null));
          const isSeries = row.fields.some((field) => field?.type === "file_series");
          return having.length > 0 ? [{ path: row.path, isSeries, singles: having }] : [];
        })
        .sort((one, other) => Number(other.isSeries) - Number(one.isSeries)),
    [data, singles],
  );
  return { cards, isCut: (data?.total ?? 0) > MOST_FIELDS, isLoading: isPending, error };
}

function isImages(field: Field | null): boolean {
  if (field?.type !== "file_series" && field?.type !== "file") return false;
  return field.file ? ["image", "drawing"].includes(kindOf(field.file)) : field.inherited === true;
}

function ImagesCard({ card, of }: { card: Card; of: readonly Single[] }) {
  const { path, singles } = card;
  const without = of.filter((one) => !singles.includes(one)).map((one) => one.run.id);
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
    const entry = typeof file.step === "number" ? { entry: `step:${file.step}` } : {};
    const search = new URLSearchParams({ file: path, ...entry });
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
      {without.length > 0 && <p className={own.without}>Not logged by {without.join(", ")}.</p>}
    </section>
  );
}
