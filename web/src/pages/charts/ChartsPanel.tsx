/** Many charts in sections, one's own first; only those in sight are read and drawn. */

import { type ReactNode, useMemo, useState } from "react";
import { part } from "../../api/part";
import {
  type ChartDefinition,
  histogramChartOf,
  lineChartOf,
  nameChart,
  readChart,
  spellChart,
} from "../../lib/chart-definitions";
import { countOf } from "../../lib/numbers";
import type { ChartView } from "../../state/chart-view";
import { Button } from "../../ui/Button";
import { useSearch } from "../../ui/expressions";
import { Icon } from "../../ui/Icon";
import { ChartControls } from "./ChartControls";
import css from "./charts.module.css";
import type { DrawnRun } from "./drawn";
import { LineCard } from "./LineCard";
import { changeCharts, dropPinned, type Panel, type TableQuestion } from "./panel";
import { makeSections } from "./sections";

const MarkCard = part(async () => (await import("./MarkCard")).MarkCard);
const HistogramCard = part(async () => (await import("./HistogramCard")).HistogramCard);
const FullMark = part(async () => (await import("./FullMark")).FullMark);
const FullChart = part(async () => (await import("./FullChart")).FullChart);
const ChartDialog = part(async () => (await import("./ChartDialog")).ChartDialog);

const OPEN_SECTIONS = 12;
const FIRST_CHARTS = 24;

interface ChartsPanelProps {
  project: string;
  paths: readonly string[];
  /** Series of histograms; drawn where there is one run alone. */
  histograms?: readonly string[];
  runs: readonly DrawnRun[];
  view: ChartView;
  onView: (change: Partial<ChartView>) => void;
  strong?: string | null;
  /** The rows of the table beside the charts, where there is one. */
  table?: TableQuestion;
  /** Called with the text of a query for what was brushed in a chart. */
  onQuery?: (query: string) => void;
  /** How a section is called; by default the prefix. */
  sectionName?: (path: string) => string;
  /** What stands over a chart; by default its path. */
  chartTitle?: (path: string) => string;
  head?: ReactNode;
  /** Shown where there is no chart at all. */
  empty: ReactNode;
}

/** What is being made or changed: a chart that is there, or a new one. */
type Editing = { chart: ChartDefinition | null };

/** Controls, then sections of charts. */
export function ChartsPanel(props: ChartsPanelProps) {
  const { paths, histograms = NONE, view, onView, runs, sectionName, head, empty } = props;
  const [editing, setEditing] = useState<Editing | null>(null);
  const search = useSearch(view.search);
  const sections = useMemo(() => {
    const all = [...paths.map(lineChartOf), ...histograms.map(histogramChartOf)];
    const found = all.filter((chart) => search.matches(chart.fields[0] ?? ""));
    return makeSections(dropPinned(found, view.charts), sectionName);
  }, [paths, histograms, search, view.charts, sectionName]);
  const isEmpty = paths.length + histograms.length === 0;
  const own = view.charts.filter((chart) => search.matches(`${nameChart(chart)} ${chart.fields.join(" ")}`));
  const panel: Panel = {
    project: props.project,
    paths,
    runs,
    view,
    onView,
    strong: props.strong ?? null,
    table: props.table ?? null,
    onQuery: props.onQuery ?? null,
    chartTitle: props.chartTitle ?? plain,
    onEdit: (chart) => setEditing({ chart }),
  };
  const full = view.full ? readChart(view.full) : null;
  const keep = (before: ChartDefinition | null, after: ChartDefinition) => {
    setEditing(null);
    const isOpen = before !== null && view.full === spellChart(before);
    onView({ charts: changeCharts(view.charts, before, after), ...(isOpen && { full: spellChart(after) }) });
  };
  return (
    <div className={css.panel}>
      <ChartControls
        view={view}
        onView={onView}
        problem={search.problem}
        paths={paths}
        isGrouped={runs.some((run) => run.group)}
        onNew={paths.length > 0 ? () => setEditing({ chart: null }) : null}
      >
        {head}
      </ChartControls>
      <div className={css.scroll}>
        {search.problem && <p className={css.problem}>{search.problem}</p>}
        {isEmpty && empty}
        {!isEmpty && sections.length === 0 && own.length === 0 && !search.isWaiting && (
          <p className={css.nothing}>No chart has this in its path.</p>
        )}
        {own.length > 0 && <Section name="Pinned" charts={own} startsOpen panel={panel} />}
        {sections.map((section, index) => (
          <Section
            key={section.name}
            name={section.name || "Charts"}
            charts={section.charts}
            startsOpen={index < OPEN_SECTIONS}
            panel={panel}
          />
        ))}
      </div>
      {full?.kind === "line" && <FullChart key={spellChart(full)} panel={panel} chart={full} />}
      {full && full.kind !== "line" && <FullMark key={spellChart(full)} panel={panel} chart={full} />}
      {editing && (
        <ChartDialog
          panel={panel}
          chart={editing.chart}
          onKeep={(after) => keep(editing.chart, after)}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}

const NONE: readonly string[] = [];

function ChartItem({ panel, chart }: { panel: Panel; chart: ChartDefinition }) {
  if (chart.kind === "line") return <LineCard panel={panel} chart={chart} />;
  return chart.kind === "histogram" ? (
    <HistogramCard panel={panel} chart={chart} />
  ) : (
    <MarkCard panel={panel} chart={chart} />
  );
}

function plain(path: string): string {
  return path;
}

interface SectionProps {
  name: string;
  charts: readonly ChartDefinition[];
  startsOpen: boolean;
  panel: Panel;
}

function Section({ name, charts, startsOpen, panel }: SectionProps) {
  const [isOpen, setOpen] = useState(startsOpen);
  const [most, setMost] = useState(FIRST_CHARTS);
  const left = charts.length - most;
  return (
    <section className={css.section} aria-label={name}>
      <h2>
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <span className={isOpen ? css.opened : css.closed}>
            <Icon name="chevron" size={12} />
          </span>
          <b>{name}</b> {charts.length}
        </button>
      </h2>
      {isOpen && (
        <div className={css.grid}>
          {charts.slice(0, most).map((chart) => (
            <ChartItem key={spellChart(chart)} panel={panel} chart={chart} />
          ))}
        </div>
      )}
      {isOpen && left > 0 && (
        <Button className={css.more} onClick={() => setMost(most + FIRST_CHARTS)}>
          Show {Math.min(left, FIRST_CHARTS)} more of {countOf(charts.length, "chart")}
        </Button>
      )}
    </section>
  );
}
