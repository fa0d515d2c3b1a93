/** What a table's cell shows of a field, by the field's type. */

import type { ReactNode } from "react";
import type { FieldType, Goal } from "../api/types";
import { formatBytes, formatExact, formatNumber, readNumber } from "../lib/numbers";
import { formatDuration } from "../lib/times";
import { joinClasses } from "../ui/classes";
import { NumberText, TimeText } from "../ui/Words";
import css from "./fields.module.css";

const NUMBERS: readonly FieldType[] = ["int", "float", "float_series"];
const DURATIONS = new Set(["sys/running_seconds"]);

/** Say whether a column of this type is set to the right. */
export function isNumeric(type: FieldType | undefined): boolean {
  return type !== undefined && NUMBERS.includes(type);
}

/** Return what a cell shows. Whatever a person logged is only ever text. */
export function drawCell(path: string, type: FieldType | undefined, value: unknown, now: number): ReactNode {
  if (value === null || value === undefined) return null;
  const number = type === "string" ? null : readNumber(value);
  if (number !== null && type === "datetime") return <TimeText micros={number} now={now} />;
  if (number !== null && DURATIONS.has(path)) return <span className="mono">{formatDuration(number)}</span>;
  if (number !== null) return <NumberText value={number} />;
  if (type === "histogram_series") return <span className={css.dim}>histograms</span>;
  if (typeof value === "boolean") return <span className="mono">{String(value)}</span>;
  if (type === "string_set" && Array.isArray(value)) return <Tags tags={value.map(String)} />;
  if (typeof value === "string") return <Text text={value} />;
  if (isFileValue(value)) return <FileCell file={value} />;
  return <Text text={JSON.stringify(value)} />;
}

/** Words as small tags. */
export function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <span className={css.tags} title={tags.join(", ")}>
      {tags.map((tag) => (
        <span key={tag} className={css.tag}>
          {tag}
        </span>
      ))}
    </span>
  );
}

function Text({ text }: { text: string }) {
  const line = text.length > 300 ? `${text.slice(0, 300)}…` : text;
  return (
    <span className={css.text} title={text.slice(0, 2_000)}>
      <bdi>{line}</bdi>
    </span>
  );
}

/** What a table knows of a file, the newest of a field that has several. */
export interface FileValue {
  name: string;
  size: number;
  media_type: string;
  files: number;
}

/** Say whether a cell's value is a file. */
export function isFileValue(value: unknown): value is FileValue {
  return (
    typeof value === "object" && value !== null && "digest" in value && "size" in value && "files" in value
  );
}

function FileCell({ file }: { file: FileValue }) {
  const words = file.files > 1 ? `${file.files} files` : formatBytes(file.size);
  return (
    <span className={css.text} title={file.name}>
      {file.name} <span className={css.dim}>{words}</span>
    </span>
  );
}

/** A distance has as many decimals as the number beside it, and at least one digit. */
function spellDistance(distance: number, value: number): string {
  const decimals = formatNumber(value).split(".")[1]?.replace(/e.*/, "").length ?? 0;
  const text = distance.toFixed(decimals);
  return Number(text) > 0 && distance < 1e6 ? text : formatNumber(Number(distance.toPrecision(1)));
}

/** How far a number is from the baseline's: green where the goal calls it better, red where worse. */
export function Delta({ value, base, goal }: { value: number; base: number; goal: Goal | null }) {
  const delta = value - base;
  if (!Number.isFinite(delta) || delta === 0) return null;
  const isBetter = goal === null ? null : goal === "maximise" ? delta > 0 : delta < 0;
  const look = isBetter === null ? undefined : isBetter ? css.better : css.worse;
  return (
    <span className={joinClasses(css.delta, look)} title={`${formatExact(delta)} against the baseline`}>
      {delta > 0 ? "+" : "−"}
      {spellDistance(Math.abs(delta), value)}
    </span>
  );
}
