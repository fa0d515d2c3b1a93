/** How all charts beneath are drawn: smoothing, axes, zoom, search. */

import { type ReactNode, useState } from "react";
import { pathOfX, type XChoice } from "../../lib/x-kind";
import type { ChartView } from "../../state/chart-view";
import { Button, IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { SearchInput } from "../../ui/Input";
import { Menu, MenuChoice, MenuItem } from "../../ui/Menu";
import { Popover } from "../../ui/Popover";
import { ChartSettings } from "./ChartSettings";
import css from "./charts.module.css";
import { SeriesPicker } from "./SeriesPicker";

const KINDS: readonly (readonly [XChoice, string])[] = [
  ["step", "Step"],
  ["elapsed", "Time since the start"],
  ["time", "Time of day"],
];
const SHORT: Partial<Record<XChoice, string>> = { step: "step", elapsed: "since start", time: "time" };

interface ChartControlsProps {
  view: ChartView;
  onView: (change: Partial<ChartView>) => void;
  problem: string;
  /** The series that may be an x axis. */
  paths: readonly string[];
  isGrouped: boolean;
  onNew: (() => void) | null;
  children?: ReactNode;
}

/** One line of controls. */
export function ChartControls(props: ChartControlsProps) {
  const { view, onView, problem, paths, isGrouped, onNew, children } = props;
  const rare = view.smoothingKind !== "ema" || view.logX || view.ignoreOutliers || view.band !== "std";
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
        <Button small onClick={() => onView({ zoom: null, zoomY: null })}>
          Reset zoom
        </Button>
      )}
      <label className={css.slider}>
        <span className={css.word}>Smoothing</span>
        <input
          type="range"
          aria-label="Smoothing"
          min="0"
          max="0.99"
          step="0.01"
          value={view.smoothing}
          onChange={(event) => onView({ smoothing: Number(event.target.value) })}
        />
      </label>
      <XAxisMenu x={view.x} paths={paths} onX={(x) => onView({ x })} />
      <Button
        small
        aria-pressed={view.logY}
        className={view.logY ? css.on : undefined}
        onClick={() => onView({ logY: !view.logY })}
      >
        log y
      </Button>
      <Popover
        label="Chart settings"
        trigger={
          <IconButton
            small
            look="normal"
            icon="settings"
            label="Chart settings"
            className={rare ? css.on : ""}
          />
        }
      >
        <ChartSettings view={view} onView={onView} isGrouped={isGrouped} />
      </Popover>
      {onNew && (
        <Button small aria-label="New chart" title="New chart" onClick={onNew}>
          <Icon name="plus" size={14} />
          <span className={css.word}>Chart</span>
        </Button>
      )}
    </div>
  );
}

interface XAxisMenuProps {
  x: XChoice;
  paths: readonly string[];
  onX: (x: XChoice) => void;
}

function XAxisMenu({ x, paths, onX }: XAxisMenuProps) {
  const [isPicking, setPicking] = useState(false);
  const path = pathOfX(x);
  const options = path === null ? KINDS : [...KINDS, [x, path] as const];
  return (
    <>
      <Menu align="end" trigger={<Button small>x: {SHORT[x] ?? path}</Button>}>
        <MenuChoice label="X axis" value={x} options={options} onChoose={onX} />
        <MenuItem disabled={paths.length === 0} onChoose={() => setPicking(true)}>
          Another series…
        </MenuItem>
      </Menu>
      {isPicking && (
        <SeriesPicker
          title="A series for the x axis"
          paths={paths}
          onPick={(picked) => {
            setPicking(false);
            onX(`path:${picked}`);
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </>
  );
}
