/** Numbers as people read them: four significant digits at first, all of them on hover. */

/** A float as it travels in JSON: NaN and infinities are words. */
export type WireNumber = number | string;

const WORDS: Record<string, number> = { NaN: Number.NaN, Infinity: Infinity, "-Infinity": -Infinity };
const GROUPED = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** Return the float that the wire spelled; null where it is none. */
export function readNumber(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (typeof value === "string" && value in WORDS) return WORDS[value] ?? null;
  return null;
}

/** Return a number in four significant digits: `0.9871`, `12,400`, `1.2e-7`. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e7) return formatCount(value);
  if (size >= 1e7 || size < 1e-4) return trimExponent(value.toExponential(3));
  if (size >= 1e4) return formatCount(Math.round(value));
  const exact = String(value).replace("-", "−");
  const digits = exact.replace(/^[−0.]+/, "").replace(".", "").length;
  return digits <= 4 ? exact : value.toPrecision(4).replace("-", "−");
}

/** Return a deviation, which says how sure a mean is, in two significant digits: `0.0097`, `0.010`, `120`. */
export function formatSpread(deviation: number): string {
  const rounded = Number(deviation.toPrecision(2));
  return rounded < 1e-4 || !(rounded < 10) ? formatNumber(rounded) : rounded.toPrecision(2);
}

/** Return every digit that the number has. */
export function formatExact(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? formatCount(value) : String(value);
}

/** Return a whole number with its thousands apart: `86,310`. */
export function formatCount(value: number): string {
  return GROUPED.format(value).replace("-", "−");
}

/** Return a count with its noun: `1 run`, `86,310 runs`. */
export function countOf(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** Return a size in decimal units: `42.1 MB`. */
export function formatBytes(size: number): string {
  if (size < 1000) return `${size} B`;
  const units = ["kB", "MB", "GB", "TB", "PB"];
  let value = size / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** Return a tick of an axis, as short as it may be: `1.2M`, `500`, `0.02`. */
export function formatTick(value: number, step: number): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) {
    return trimExponent(
      value.toExponential(Math.max(1, digitsFor(step / 10 ** Math.floor(Math.log10(size))))),
    );
  }
  if (size >= 1e9) return `${trimZeros((value / 1e9).toFixed(digitsFor(step / 1e9)))}G`;
  if (size >= 1e6) return `${trimZeros((value / 1e6).toFixed(digitsFor(step / 1e6)))}M`;
  if (size >= 1e3 && Number.isInteger(value)) return formatCount(value);
  return value === 0 ? "0" : value.toFixed(digitsFor(step)).replace("-", "−");
}

function digitsFor(step: number): number {
  return Math.max(0, Math.min(12, -Math.floor(Math.log10(Math.abs(step) || 1) + 1e-9)));
}

function trimZeros(text: string): string {
  const short = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return short.replace("-", "−");
}

function trimExponent(text: string): string {
  return text
    .replace(/\.?0+e/, "e")
    .replace("e+", "e")
    .replace(/^-/, "−");
}
