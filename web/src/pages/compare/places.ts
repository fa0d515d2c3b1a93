/** What is compared: runs, or groups of runs, each with a place and a look of its own. */

import type { ComparisonRow, Field, Objective, Run } from "../../api/types";
import { isConfigPath } from "../../lib/field-paths";
import { nameSettings, pathsApart, type Settings } from "../../lib/labels";
import { readNumber } from "../../lib/numbers";
import { assignSlots } from "../../lib/palette";
import { deviationOf, meanOf } from "../../lib/statistics";
import { nameOf } from "../run/facts";

export interface Place {
  key: string;
  name: string;
  runs: readonly Run[];
  /** Where its runs stand among all that are compared. */
  indexes: readonly number[];
  slot: number;
}

const MOST_WORDS = 4;

/** Return the places of runs; `rows` tell the settings that name what has no name. */
export function makePlaces(
  wanted: readonly (readonly string[])[],
  runs: readonly Run[],
  rows: readonly ComparisonRow[],
  prefixes: readonly string[],
): Place[] {
  const config = rows.filter((row) => isConfigPath(row.path, prefixes));
  let next = 0;
  const places = wanted.map((names) => {
    const indexes = names.map(() => next++);
    const members = indexes.flatMap((index) => runs[index] ?? []);
    const settings: Settings = new Map(
      config.flatMap((row) => {
        const value = sharedValue(row, indexes);
        return value === undefined ? [] : [[row.path, value] as const];
      }),
    );
    return { key: names.join("~"), runs: members, indexes, settings };
  });
  const slots = assignSlots(
    places.map(({ key, runs: [first, second] }, number) => ({
      key,
      number,
      colour: second ? null : (first?.colour ?? null),
    })),
    new Map(),
  );
  const all = places.map((place) => place.settings);
  const apart = pathsApart(
    all,
    config.map((row) => row.path),
  );
  return places.map(({ settings, ...place }) => ({
    ...place,
    slot: slots.get(place.key) ?? 0,
    name: namePlace(place.runs, settings, apart),
  }));
}

function namePlace(runs: readonly Run[], settings: Settings, apart: readonly string[]): string {
  const [first] = runs;
  if (first && runs.length === 1 && first.name) return first.name;
  return nameSettings(settings, apart, MOST_WORDS) || (first ? nameOf(first) : "no run");
}

/** What a field comes to in a place: numbers of several runs as mean and deviation, else what all share. */
export interface PlaceValue {
  value: number | null;
  spread: number | null;
  count: number;
  /** A field to be drawn as it is, where all runs agree or there is but one. */
  field: Field | null;
  differs: boolean;
}

/** Return what a row shows in a place. */
export function valueIn(row: ComparisonRow, place: Place, objective: Objective | null): PlaceValue {
  const fields = place.indexes.map((index) => row.fields[index] ?? null);
  const there = fields.flatMap((field) => field ?? []);
  const numbers = there.flatMap((field) => numberOf(field, objective) ?? []);
  const [first = null] = there;
  const texts = new Set(there.map(contentOf));
  const differs = texts.size > 1 || (there.length > 0 && there.length < fields.length);
  if (numbers.length === there.length && numbers.length > 0) {
    return {
      value: meanOf(numbers),
      spread: deviationOf(numbers),
      count: numbers.length,
      field: first,
      differs,
    };
  }
  return { value: null, spread: null, count: there.length, field: differs ? null : first, differs };
}

/** Say whether two places show the same. */
export function isAlike(one: PlaceValue, other: PlaceValue): boolean {
  if (one.differs || other.differs) return false;
  return one.value !== null || other.value !== null
    ? one.value === other.value
    : contentOf(one.field) === contentOf(other.field);
}

/** What a field holds, spelled so that it can be compared. */
function contentOf(field: Field | null): string {
  if (!field) return "";
  return JSON.stringify(field.stats?.last ?? field.file?.digest ?? field.value);
}

function numberOf(field: Field, objective: Objective | null): number | null {
  if (field.type === "float_series") {
    const aggregate = field.path === objective?.path ? objective.aggregate : "last";
    return readNumber(field.stats?.[aggregate]);
  }
  return field.type === "int" || field.type === "float" ? readNumber(field.value) : null;
}

function sharedValue(row: ComparisonRow, indexes: readonly number[]): unknown {
  const values = indexes.map((index) => row.fields[index]?.value);
  const [first] = values;
  return values.every((value) => JSON.stringify(value) === JSON.stringify(first))
    ? (first ?? null)
    : undefined;
}
