/** What is seldom changed about how charts are drawn. */

import type { BandKind, SmoothingKind } from "../../lib/chart-choices";
import type { ChartView } from "../../state/chart-view";
import { Choice, Labelled } from "../../ui/Form";
import css from "./charts.module.css";

const SMOOTHINGS: readonly (readonly [SmoothingKind, string])[] = [
  ["ema", "Moving average of what came before"],
  ["gaussian", "Gaussian, of both sides"],
];

const BANDS: readonly (readonly [BandKind, string])[] = [
  ["std", "Mean ± standard deviation"],
  ["stderr", "Mean ± standard error"],
  ["range", "Mean, from least to greatest"],
];

interface ChartSettingsProps {
  view: ChartView;
  onView: (change: Partial<ChartView>) => void;
  isGrouped: boolean;
}

/** The inside of the popover. */
export function ChartSettings({ view, onView, isGrouped }: ChartSettingsProps) {
  return (
    <div className={css.choices}>
      <Labelled label="Smoothing">
        <Choice
          value={view.smoothingKind}
          options={SMOOTHINGS}
          onChoose={(smoothingKind) => onView({ smoothingKind })}
        />
      </Labelled>
      <Check
        label="Ignore outliers"
        hint="The y axis spans what most values span; what lies beyond is marked at the edge and counted."
        value={view.ignoreOutliers}
        onValue={(ignoreOutliers) => onView({ ignoreOutliers })}
      />
      <Check
        label="Logarithmic x axis"
        hint={
          view.x === "time"
            ? "Not for times of day."
            : "Places at or below 0 cannot be shown, and are counted."
        }
        value={view.logX}
        onValue={(logX) => onView({ logX })}
      />
      {isGrouped && (
        <Labelled label="Groups">
          <Choice value={view.band} options={BANDS} onChoose={(band) => onView({ band })} />
        </Labelled>
      )}
    </div>
  );
}

interface CheckProps {
  label: string;
  hint: string;
  value: boolean;
  onValue: (value: boolean) => void;
}

function Check({ label, hint, value, onValue }: CheckProps) {
  return (
    <label className={css.check}>
      <input type="checkbox" checked={value} onChange={(event) => onValue(event.target.checked)} />
      <span>
        {label}
        <small>{hint}</small>
      </span>
    </label>
  );
}
