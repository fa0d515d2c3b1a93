/** A chart of runs in its card: read when it comes into sight. */

import { useState } from "react";
import { ChartCard } from "../../charts/ChartCard";
import type { ChartDefinition } from "../../lib/chart-definitions";
import type { Range } from "../../lib/curves";
import { IconButton } from "../../ui/Button";
import { useInSight, useWidth } from "../../ui/use-in-sight";
import { ChartMenu } from "./ChartMenu";
import { titleOf } from "./LineCard";
import { MarkBody, useMarkChart } from "./MarkBody";
import { OwnChartItems } from "./OwnChartItems";
import type { Panel } from "./panel";

const HEIGHT = 230;
const LARGE_HEIGHT = 460;

/** Parallel coordinates begin large: their axes need room. */
export function MarkCard({ panel, chart }: { panel: Panel; chart: ChartDefinition }) {
  const [frame, inSight] = useInSight<HTMLDivElement>();
  const [body, width] = useWidth<HTMLDivElement>();
  const [isLarge, setLarge] = useState(chart.kind === "parallel");
  const [ranges, setRanges] = useState<ReadonlyMap<number, Range>>(new Map());
  const title = titleOf(chart, panel);
  const made = useMarkChart(panel, chart, title, ranges, inSight);
  const height = isLarge && chart.kind !== "parallel" ? LARGE_HEIGHT : HEIGHT;
  return (
    <ChartCard
      isPath={false}
      title={title}
      note={made.marks?.note ?? ""}
      isLarge={isLarge}
      actions={
        <>
          <IconButton
            small
            icon={isLarge ? "shrink" : "enlarge"}
            label={isLarge ? `Make ${title} smaller` : `Make ${title} larger`}
            onClick={() => setLarge(!isLarge)}
          />
          <ChartMenu name={title} makeExport={made.makeExport}>
            <OwnChartItems panel={panel} chart={chart} />
          </ChartMenu>
        </>
      }
    >
      <div ref={frame}>
        <div ref={body} style={{ height }}>
          {inSight && (
            <MarkBody
              panel={panel}
              label={`${title} of ${made.marks?.note ?? "runs"}`}
              made={made}
              width={width}
              height={height}
              ranges={ranges}
              onRanges={setRanges}
            />
          )}
        </div>
      </div>
    </ChartCard>
  );
}
