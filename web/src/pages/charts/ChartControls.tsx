/** How all charts beneath are drawn: smoothing, axes, zoom, search. */

import type { ReactNode } from "react";
import type { XKind } from "../../lib/x-kind";
import type { ChartView } from "../../state/chart-view";
import { Button } from "../../ui/Button";
import { SearchInput } from "../../ui/Input";
import { Menu, MenuChoice } from "../../ui/Menu";
import css from "./charts.module.css";

const KINDS: readonly (readonly [XKind, string])[] = [
  ["step", "Step"],
  ["elapsed", "Time since the start"],
  ["time", "Time of day"],
];
const SHORT: Record<XKind, string> = { step: "step", elapsed: "since start", time: "time" };

interface ChartControlsProps {
  view: ChartView;
  onView: (change: Partial<ChartView>) => void;
  problem: string;
  children?: ReactNode;
}

/** One line of controls. */
export function ChartControls({ view, onView, problem, children }: ChartControlsProps) {
  return (
    <div className={css.controls}>
      {children}
      <SearchInput
        className={css.find}
        label="Search charts"
        title="Words, or an expression between slashes: /loss$/"
        aria-invalid={problem !== ""}
        value={view.search}
        onValue={(search) => onView({ search })}
      />
      {view.zoom && (
        <Button small onClick={() => onView({ zoom: null })}>
          Reset zoom
        </Button>
      )}
      <label className={css.slider}>
        Smoothing
        <input
          type="range"
          min="0"
          max="0.99"
          step="0.01"
          value={view.smoothing}
          onChange={(event) => onView({ smoothing: Number(event.target.value) })}
        />
      </label>
      <Menu align="end" trigger={<Button small>x: {SHORT[view.x]}</Button>}>
        <MenuChoice label="X axis" value={view.x} options={KINDS} onChoose={(x) => onView({ x })} />
      </Menu>
      <Button
        small
        aria-pressed={view.logY}
        className={view.logY ? css.on : undefined}
        onClick={() => onView({ logY: !view.logY })}
      >
        log y
      </Button>
    </div>
  );
}
