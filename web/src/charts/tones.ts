/** Colours for values: a ramp for numbers, the palette for categories. */

import type { FieldColumn } from "../lib/field-columns";
import { COLOURS, mixColours } from "../lib/palette";
import { axisOf, nameValue, shareOn } from "./field-axis";
import { setFont, TEXT_SIZE } from "./frame";
import type { Ink } from "./ink";
import type { Pen } from "./pen";

/** So many colours can be told apart on a ramp. */
export const TONES = 12;

/** Return a colour of the ramp, from faint (0) over the accent to the text's own (1). */
export function toneAt(ink: Ink, share: number): string {
  const at = Math.max(0, Math.min(1, share));
  return at < 0.5
    ? mixColours(mixColours(ink.ground, ink.accent, 0.28), ink.accent, at * 2)
    : mixColours(ink.accent, mixColours(ink.accent, ink.text, 0.8), at * 2 - 1);
}

/** Return for each value of a column its tone, from 0 to `TONES` - 1, or its category; -1 where it has none. */
export function tonesOf(column: FieldColumn): Int16Array {
  const axis = axisOf(column);
  return Int16Array.from(column.values, (value) => {
    if (!Number.isFinite(value)) return -1;
    if (column.categories) return value;
    return Math.max(0, Math.min(TONES - 1, Math.floor(shareOn(axis, value) * TONES)));
  });
}

/** Return the colour of a tone of a column. */
export function colourOf(column: FieldColumn, tone: number, ink: Ink): string {
  if (tone < 0) return ink.faint;
  if (column.categories) return ink.series[tone % COLOURS] ?? ink.text;
  return toneAt(ink, tone / (TONES - 1));
}

const MOST_NAMED = 5;
const STEP = 6;

/** Say what the colours mean, in one line that begins at a place. */
export function paintTones(pen: Pen, column: FieldColumn, ink: Ink, left: number, top: number): void {
  pen.save();
  setFont(pen, ink.font, TEXT_SIZE);
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  let x = left;
  const write = (text: string) => {
    pen.fillStyle = ink.quiet;
    pen.fillText(text, x, top);
    x += text.length * 6.2 + 6;
  };
  const { min, max } = axisOf(column).range;
  write(column.name);
  if (column.categories) {
    column.categories.slice(0, MOST_NAMED).forEach((name, i) => {
      pen.fillStyle = colourOf(column, i, ink);
      pen.fillRect(x, top - 4, STEP, STEP);
      x += STEP + 4;
      write(name.slice(0, 16));
    });
    if (column.categories.length > MOST_NAMED) write(`and ${column.categories.length - MOST_NAMED} more`);
  } else {
    write(nameValue(column, min));
    for (let tone = 0; tone < TONES; tone++) {
      pen.fillStyle = colourOf(column, tone, ink);
      pen.fillRect(x, top - 4, STEP, STEP);
      x += STEP;
    }
    x += 6;
    write(nameValue(column, max));
  }
  pen.restore();
}
