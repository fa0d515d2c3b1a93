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

/**
 * Return a slot for each drawn key: who was drawn keeps its slot; a new one takes the slot of its
 * number if free, else the next free one.
 */
export function assignSlots(
  keys: readonly string[],
  numberOf: (key: string) => number,
  before: ReadonlyMap<string, number>,
): Map<string, number> {
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  for (const key of keys) {
    const slot = before.get(key);
    if (slot !== undefined && !taken.has(slot)) {
      slots.set(key, slot);
      taken.add(slot);
    }
  }
  for (const key of keys) {
    if (slots.has(key)) continue;
    const slot = nextFree(numberOf(key), taken);
    slots.set(key, slot);
    taken.add(slot);
  }
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

/** Return the number in an id such as `SUN-123`; 0 where it has none. */
export function numberOfId(id: string): number {
  return Number(/(\d+)$/.exec(id)?.[1] ?? 0);
}
