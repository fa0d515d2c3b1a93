/** The query by clicks. What is chosen here stands in the query bar, and the reverse. */

import { part } from "../../api/part";
import { readConditions } from "../../lib/query-language";
import { IconButton } from "../../ui/Button";
import { Popover } from "../../ui/Popover";
import css from "./FilterBuilder.module.css";
import type { FilterPanelProps } from "./FilterPanel";

const FilterPanel = part(async () => (await import("./FilterPanel")).FilterPanel);

/** The button in the query bar, and its panel. */
export function FilterBuilder(props: FilterPanelProps) {
  const count = readConditions(props.query)?.conditions.length ?? 0;
  return (
    <Popover
      label="Filter"
      trigger={
        <IconButton
          icon="filter"
          small
          className={css.trigger}
          label={count ? `Filter: ${count}` : "Filter"}
        />
      }
    >
      <FilterPanel {...props} />
    </Popover>
  );
}
