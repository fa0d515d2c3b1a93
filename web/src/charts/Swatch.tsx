/** The look of a curve in a list: a dot in its colour, or a piece of its line where dashes tell it apart. */

import { lookOf, strokeOf } from "../lib/palette";

/** Always 14 pixels wide. */
export function Swatch({ slot, stroke }: { slot: number; stroke: number }) {
  const look = lookOf(slot);
  const own = strokeOf(stroke);
  const dash = stroke > 0 ? own.dash : look.dash;
  const colour = tint(`var(--s${look.colour})`, own.tint);
  return (
    <svg width="14" height="8" viewBox="0 0 14 8" aria-hidden="true" style={{ flex: "none" }}>
      {dash.length > 0 ? (
        <path
          d="M0 4H14"
          stroke={colour}
          strokeWidth="2.5"
          strokeDasharray={dash.map((n) => n * 0.7).join(" ")}
        />
      ) : (
        <circle cx="7" cy="4" r="4" fill={colour} />
      )}
    </svg>
  );
}

function tint(colour: string, share: number): string {
  if (share === 0) return colour;
  const other = share > 0 ? "var(--panel)" : "var(--text)";
  return `color-mix(in srgb, ${other} ${Math.abs(share) * 100}%, ${colour})`;
}
