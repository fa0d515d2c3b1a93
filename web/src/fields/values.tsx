/** What stands beside a field's path in lists: its value, its newest point, its file. */

import type { ReactNode } from "react";
import type { Field } from "../api/types";
import { countOf, formatBytes, readNumber } from "../lib/numbers";
import { formatExactTime } from "../lib/times";
import { NumberText } from "../ui/Words";
import { Tags } from "./cells";
import css from "./fields.module.css";

/** Return a field's value as it is shown in one line. */
export function drawValue(field: Field): ReactNode {
  if (field.inherited)
    return (
      <span className={css.dim} title="It is of the run that this one was forked from.">
        inherited
      </span>
    );
  if (field.file) return <FileValue field={field} />;
  if (field.stats) return <SeriesValue field={field} />;
  if (field.type === "string_set" && Array.isArray(field.value))
    return <Tags tags={field.value.map(String)} />;
  const number = field.type === "string" ? null : readNumber(field.value);
  if (number !== null && field.type === "datetime") return <span>{formatExactTime(number)}</span>;
  if (number !== null) return <NumberText value={number} unit={field.unit} />;
  return (
    <span className={css.value}>
      <bdi>{spellValue(field)}</bdi>
      {field.cut && <span className={css.dim}> … cut</span>}
    </span>
  );
}

/** Return a field's value as text, whole, for copying. */
export function spellValue(field: Field): string {
  if (field.inherited) return "";
  if (field.type === "histogram_series") return field.stats ? countOf(field.stats.count, "histogram") : "";
  if (field.stats) return field.stats.last === null ? "" : String(field.stats.last ?? "");
  if (field.file) return field.file.name;
  if (field.value === null || field.value === undefined) return "None";
  return typeof field.value === "string" ? field.value : JSON.stringify(field.value);
}

function SeriesValue({ field }: { field: Field }) {
  const { stats } = field;
  if (!stats) return null;
  if (field.type === "histogram_series")
    return (
      <span className={css.value}>
        {countOf(stats.count, "histogram")}
        <span className={css.dim}> to step {stats.last_step}</span>
      </span>
    );
  const last = field.type === "string_series" ? null : readNumber(stats.last);
  return (
    <span className={css.value}>
      {last !== null ? <NumberText value={last} unit={field.unit} /> : <bdi>{String(stats.last ?? "")}</bdi>}
      <span className={css.dim}> last of {countOf(stats.count, "point")}</span>
    </span>
  );
}

function FileValue({ field }: { field: Field }) {
  const { file, files } = field;
  if (!file) return null;
  const several = (files ?? 1) > 1 ? `${countOf(files ?? 0, "file")}, newest ` : "";
  return (
    <span className={css.value}>
      {several}
      {file.subpath || file.name} <span className={css.dim}>{formatBytes(file.size)}</span>
    </span>
  );
}
