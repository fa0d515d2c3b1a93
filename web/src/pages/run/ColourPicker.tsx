/** The colour of a run, and choosing it. */

import type { Run } from "../../api/types";
import { COLOURS, numberOfId, slotOfRun } from "../../lib/palette";
import { Button } from "../../ui/Button";
import { Popover } from "../../ui/Popover";
import { RunDot } from "../project/RunCell";
import css from "./ColourPicker.module.css";

const NAMES = [
  "Blue",
  "Vermilion",
  "Green",
  "Pink",
  "Gold",
  "Sky blue",
  "Purple",
  "Brown",
  "Olive",
  "Slate",
] as const;

interface ColourPickerProps {
  run: Run;
  /** Null gives it the colour of its number again. */
  onColour: (colour: number | null) => void;
}

/** A dot that opens the palette. */
export function ColourPicker({ run, onColour }: ColourPickerProps) {
  const slot = slotOfRun(run);
  return (
    <Popover
      label="Colour of this run"
      align="start"
      trigger={
        <button
          type="button"
          className={css.dot}
          aria-label={`Colour: ${NAMES[slot]}`}
          title="Choose its colour"
        >
          <RunDot slot={slot} size={12} />
        </button>
      }
    >
      <div className={css.panel}>
        <div className={css.colours}>
          {NAMES.map((name, colour) => (
            <button
              key={name}
              type="button"
              data-closes=""
              aria-label={name}
              aria-pressed={colour === run.colour}
              title={name}
              onClick={() => onColour(colour)}
            >
              <RunDot slot={colour} size={18} />
            </button>
          ))}
        </div>
        <p>In every chart, for everybody who sees this run.</p>
        <Button small data-closes="" disabled={run.colour === null} onClick={() => onColour(null)}>
          By its number: {NAMES[numberOfId(run.id) % COLOURS]}
        </Button>
      </div>
    </Popover>
  );
}
