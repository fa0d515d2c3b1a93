/** Fields side by side beside the charts of the same runs. */

import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { columnsQuery } from "../../api/queries";
import type { Comparison } from "../../api/types";
import { isSessionPath, isSystemPath } from "../../lib/field-paths";
import { countOf } from "../../lib/numbers";
import { toLatex, toMarkdown, toTabs } from "../../lib/table-text";
import { spellParts, useAddress } from "../../state/address";
import { useChartView } from "../../state/chart-view";
import { isNumber, useStored } from "../../state/stored";
import { Button } from "../../ui/Button";
import { CopyTextButton, copyText } from "../../ui/Copy";
import { Icon } from "../../ui/Icon";
import { SearchInput } from "../../ui/Input";
import { Menu, MenuItem } from "../../ui/Menu";
import { Notice } from "../../ui/Notice";
import { Split } from "../../ui/Split";
import { ChartsPanel } from "../charts/ChartsPanel";
import { drawRun } from "../charts/drawn";
import css from "./ComparePage.module.css";
import { CompareTable } from "./CompareTable";
import { makeCompareText } from "./compare-text";
import type { Compared } from "./compared";
import { OnlyDifferences } from "./OnlyDifferences";
import type { Place } from "./places";

const MOST_FIELDS = 2_000;

interface OverviewTabProps {
  compared: Compared;
  /** The first fields that differ. */
  comparison: Comparison;
  wanted: readonly (readonly string[])[];
}

/** A bar, the table, the charts. */
export function OverviewTab({ compared, comparison, wanted }: OverviewTabProps) {
  const { project, name, places, reference, isAll } = compared;
  const [address, change] = useAddress();
  const [view, setView] = useChartView();
  const [share, setShare] = useStored("compare-divider", 0.5, isNumber);
  const [hovered, setHovered] = useState<string | null>(null);
  const search = address.get("fields-find") ?? "";
  const runs = useMemo(() => wanted.flat(), [wanted]);
  const drawn = useMemo(() => drawPlaces(places), [places]);
  const paths = useSeriesPaths(name);
  const onRemove = useCallback(
    (index: number) => {
      const rest = wanted.filter((_, at) => at !== index);
      const next = index === reference ? 0 : reference - (index < reference ? 1 : 0);
      change({ runs: spellParts(rest), reference: next === 0 ? null : String(next) });
    },
    [wanted, reference, change],
  );
  const text = () => makeCompareText(places, comparison.rows, project);
  return (
    <>
      <div className={css.bar}>
        <SearchInput
          className={css.find}
          label="Search fields"
          value={search}
          onValue={(next) => change({ "fields-find": next || null })}
        />
        <OnlyDifferences isAll={isAll} />
        <span className={css.count} role="status">
          {countOf(comparison.different, "field")} differ, {comparison.same} are the same
        </span>
        <CopyTextButton text={() => toLatex(text())}>Copy LaTeX</CopyTextButton>
        <Menu
          align="end"
          trigger={
            <Button aria-label="Copy as">
              Copy <Icon name="down" size={12} />
            </Button>
          }
        >
          <MenuItem onChoose={() => void copyText(toMarkdown(text()))}>As Markdown</MenuItem>
          <MenuItem onChoose={() => void copyText(toTabs(text()))}>For a sheet</MenuItem>
        </Menu>
      </div>
      <div className={css.work}>
        <Split
          share={share}
          onShare={setShare}
          left={
            <CompareTable
              compared={compared}
              runs={runs}
              search={search}
              onRemove={onRemove}
              onHover={setHovered}
            />
          }
          right={
            <ChartsPanel
              project={name}
              paths={paths}
              runs={drawn}
              view={view}
              onView={setView}
              strong={hovered}
              empty={<Notice title="No series">These runs logged no numbers step by step.</Notice>}
            />
          }
        />
      </div>
    </>
  );
}

function useSeriesPaths(name: string): string[] {
  const { data: fields } = useQuery(columnsQuery(name, "", MOST_FIELDS));
  return useMemo(
    () =>
      (fields?.columns ?? [])
        .filter(
          (fact) => fact.type === "float_series" && !isSessionPath(fact.path) && !isSystemPath(fact.path),
        )
        .map((fact) => fact.path),
    [fields],
  );
}

function drawPlaces(places: readonly Place[]) {
  return places.flatMap((place) =>
    place.runs.map((run) =>
      place.runs.length === 1
        ? { ...drawRun(run, place.slot), label: place.name }
        : {
            ...drawRun(run, place.slot),
            group: { key: place.key, label: place.name, slot: place.slot },
          },
    ),
  );
}
