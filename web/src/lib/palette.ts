/** Which look a drawn run has: ten colours that colour-blind eyes tell apart, then the same dashed. */

export const COLOURS = 10;
export const SLOTS = 20;

export interface Look {
  /** The number of the colour token: `--s0` to `--s9`. */
  colour: number;
  dash: number[];
}

/** Return the look of a slot. */
export function lookOf(slot: number): Look {
  return { colour: slot % COLOURS, dash: Math.floor(slot / COLOURS) % 2 ? [6, 4] : [] };
}

const SERIES_DASHES: readonly number[][] = [[], [6, 4], [2, 3], [9, 3, 2, 3]];
const SERIES_TINTS: readonly number[] = [0, 0.35, -0.3, 0.55];

/** Return how the series of one run are told apart: dashes, and how far the colour goes towards the ground
 * (below 0: towards the text). */
export function strokeOf(series: number): { dash: readonly number[]; tint: number } {
  const at = series % SERIES_DASHES.length;
  return { dash: SERIES_DASHES[at] ?? [], tint: SERIES_TINTS[at] ?? 0 };
}

/** Return a colour on the way from one to another, both `#rrggbb` or `#rgb`. */
export function mixColours(from: string, to: string, share: number): string {
  const channel = (text: string, at: number) => Number.parseInt(widen(text).slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) =>
    Math.round(channel(from, at) * (1 - share) + channel(to, at) * share)
      .toString(16)
      .padStart(2, "0"),
  );
  return `#${mixed.join("")}`;
}

function widen(colour: string): string {
  return colour.length === 4 ? `#${[...colour.slice(1)].map((digit) => digit + digit).join("")}` : colour;
}

/** What is drawn, and what its look comes from. */
export interface Drawable {
  key: string;
  number: number;
  /** The colour that somebody gave it. */
  colour: number | null;
}

/**
 * Return a slot for each that is drawn: that of the colour it was given, though others were given the same; who was
 * drawn keeps its slot; a new one takes the slot of its number if free, else the next free one.
 */
export function assignSlots(
  drawn: readonly Drawable[],
  before: ReadonlyMap<string, number>,
): Map<string, number> {
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  const keep = (key: string, slot: number) => {
    slots.set(key, slot);
    taken.add(slot);
  };
  for (const { key, colour } of drawn) if (colour !== null) keep(key, colour);
  for (const { key } of drawn) {
    const slot = before.get(key);
    if (slot !== undefined && !slots.has(key) && !taken.has(slot)) keep(key, slot);
  }
  for (const { key, number } of drawn) if (!slots.has(key)) keep(key, nextFree(number, taken));
  return slots;
}

function nextFree(wanted: number, taken: ReadonlySet<number>): number {
  const start = ((wanted % SLOTS) + SLOTS) % SLOTS;
  for (let i = 0; i < SLOTS; i++) {
    const slot = (start + i) % SLOTS;
    if (!taken.has(slot)) return slot;
  }
  let slot = SLOTS;
  while (taken.has(slot)) slot += 1;
  return slot;
}

/** Return the slot of a run that is drawn alone. */
export function slotOfRun({ id, colour }: { id: string; colour: number | null }): number {
  return colour ?? numberOfId(id) % COLOURS;
}

/** Return the number in an id such as `SUN-123`; 0 where it has none. */
export function numberOfId(id: string): number {
  return Number(/(\d+)$/.exec(id)?.[1] ?? 0);
}
