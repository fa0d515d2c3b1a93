/** In a chart's menu: seen in full, kept on top, changed, taken out. */

import { type ChartDefinition, isDefault, spellChart } from "../../lib/chart-definitions";
import { MenuItem } from "../../ui/Menu";
import { changeCharts, type Panel } from "./panel";

interface OwnChartItemsProps {
  panel: Pick<Panel, "view" | "onView" | "onEdit">;
  chart: ChartDefinition;
}

/** Items for any chart, pinned or not. */
export function OwnChartItems({ panel, chart }: OwnChartItemsProps) {
  const { view, onView, onEdit } = panel;
  const id = spellChart(chart);
  const isOwn = view.charts.some((one) => spellChart(one) === id);
  const remove = () =>
    onView({ charts: changeCharts(view.charts, chart, null), ...(view.full === id && { full: null }) });
  return (
    <>
      {view.full !== id && <MenuItem onChoose={() => onView({ full: id })}>Full screen</MenuItem>}
      {!isOwn && (
        <MenuItem onChoose={() => onView({ charts: changeCharts(view.charts, null, chart) })}>
          Pin to the top
        </MenuItem>
      )}
      {isOwn && chart.kind !== "histogram" && (
        <MenuItem onChoose={() => onEdit(chart)}>Rename or change…</MenuItem>
      )}
      {isOwn && <MenuItem onChoose={remove}>{isDefault(chart) ? "Unpin" : "Remove"}</MenuItem>}
    </>
  );
}
