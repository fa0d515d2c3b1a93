/** Many charts in sections; only those in sight are read and drawn. */

import { type ReactNode, useMemo, useState } from "react";
import { readSearch } from "../../lib/matching";
import { countOf } from "../../lib/numbers";
import type { ChartView } from "../../state/chart-view";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ChartControls } from "./ChartControls";
import css from "./charts.module.css";
import type { DrawnRun } from "./drawn";
import { SeriesChart } from "./SeriesChart";
import { type ChartSection, makeSections } from "./sections";

const OPEN_SECTIONS = 12;
const FIRST_CHARTS = 24;

interface ChartsPanelProps {
  project: string;
  paths: readonly string[];
  runs: readonly DrawnRun[];
  view: ChartView;
  onView: (change: Partial<ChartView>) => void;
  strong?: string | null;
  /** How a section is called; by default the prefix. */
  sectionName?: (path: string) => string;
  /** What stands over a chart; by default its path. */
  chartTitle?: (path: string) => string;
  head?: ReactNode;
  /** Shown where there is no chart at all. */
  empty: ReactNode;
}

/** Controls, then sections of charts. */
export function ChartsPanel(props: ChartsPanelProps) {
  const { paths, view, onView, sectionName, head, empty } = props;
  const search = useMemo(() => readSearch(view.search), [view.search]);
  const sections = useMemo(
    () => makeSections(paths.filter(search.matches), sectionName),
    [paths, search, sectionName],
  );
  return (
    <div className={css.panel}>
      <ChartControls view={view} onView={onView} problem={search.problem}>
        {head}
      </ChartControls>
      <div className={css.scroll}>
        {search.problem && <p className={css.problem}>{search.problem}</p>}
        {paths.length === 0 && empty}
        {paths.length > 0 && sections.length === 0 && (
          <p className={css.nothing}>No chart has this in its path.</p>
        )}
        {sections.map((section, index) => (
          <Section key={section.name} section={section} startsOpen={index < OPEN_SECTIONS} panel={props} />
        ))}
      </div>
    </div>
  );
}

interface SectionProps {
  section: ChartSection;
  startsOpen: boolean;
  panel: ChartsPanelProps;
}

function Section({ section, startsOpen, panel }: SectionProps) {
  const [isOpen, setOpen] = useState(startsOpen);
  const [most, setMost] = useState(FIRST_CHARTS);
  const left = section.paths.length - most;
  const { project, runs, view, onView, strong = null, chartTitle } = panel;
  return (
    <section className={css.section} aria-label={section.name || "Charts"}>
      <h2>
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <span className={isOpen ? css.opened : css.closed}>
            <Icon name="chevron" size={12} />
          </span>
          <b>{section.name || "Charts"}</b> {section.paths.length}
        </button>
      </h2>
      {isOpen && (
        <div className={css.grid}>
          {section.paths.slice(0, most).map((path) => (
            <SeriesChart
              key={path}
              project={project}
              path={path}
              runs={runs}
              view={view}
              onZoom={(zoom) => onView({ zoom })}
              strong={strong}
              {...(chartTitle && { title: chartTitle(path) })}
            />
          ))}
        </div>
      )}
      {isOpen && left > 0 && (
        <Button className={css.more} onClick={() => setMost(most + FIRST_CHARTS)}>
          Show {Math.min(left, FIRST_CHARTS)} more of {countOf(section.paths.length, "chart")}
        </Button>
      )}
    </section>
  );
}
