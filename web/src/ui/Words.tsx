/** Small texts that say more on hover: numbers, times, sizes, paths. */

import { cutMiddle, splitPath } from "../lib/field-paths";
import { formatExact, formatNumber } from "../lib/numbers";
import { formatExactTime, formatRelative } from "../lib/times";
import { joinClasses } from "./classes";
import css from "./Words.module.css";

/** A number in four digits; all of them on hover. */
export function NumberText({ value, unit = "" }: { value: number; unit?: string }) {
  const shown = formatNumber(value);
  const exact = formatExact(value);
  return (
    <span className="mono" title={exact === shown ? undefined : exact}>
      {shown}
      {unit && <span className={css.unit}> {unit}</span>}
    </span>
  );
}

/** A time as long ago; exact on hover. */
export function TimeText({ micros, now }: { micros: number; now: number }) {
  return (
    <time
      dateTime={new Date(micros / 1000).toISOString()}
      title={formatExactTime(micros)}
      className={css.time}
    >
      {formatRelative(micros, now)}
    </time>
  );
}

/** A field path: the prefix dimmed, cut in the middle where it is long, whole on hover. */
export function PathText({
  path,
  limit = 48,
  plain = false,
}: {
  path: string;
  limit?: number;
  plain?: boolean;
}) {
  const { prefix, leaf } = splitPath(path);
  const shownLeaf = cutMiddle(leaf, Math.max(12, limit - 8));
  const room = Math.max(8, limit - shownLeaf.length);
  return (
    <span title={path} className={joinClasses(css.path, plain && css.plain)}>
      {prefix && <span className={css.prefix}>{cutMiddle(prefix, room)}</span>}
      <bdi>{shownLeaf}</bdi>
    </span>
  );
}

/** A name cut in the middle, whole on hover. */
export function CutText({ text, limit }: { text: string; limit: number }) {
  const shown = cutMiddle(text, limit);
  return <bdi title={shown === text ? undefined : text}>{shown}</bdi>;
}
