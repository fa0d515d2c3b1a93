/**
 * Lists that are higher than browsers draw: from some millions of pixels on, one pixel of the scroll bar stands for
 * more than one of the list.
 */

/** Chromium and Safari end at 2^25 pixels, Firefox at 17.8 million. */
const MOST = globalThis.CSS?.supports("-moz-appearance", "none") ? 17_000_000 : 33_000_000;

/** Return how many pixels of a list one of its scroll bar stands for, where so many are in sight. */
export function scaleOf(height: number, inSight: number, most = MOST): number {
  return height <= most ? 1 : (height - inSight) / (most - inSight);
}

/** Return the height of what is scrolled. */
export function heightOf(height: number, most = MOST): number {
  return Math.min(height, most);
}

/** Return where the list has to stand for a span to be in sight, moving it as little as can be. */
export function offsetFor(offset: number, inSight: number, start: number, end: number): number {
  return start < offset ? start : end > offset + inSight ? end - inSight : offset;
}
