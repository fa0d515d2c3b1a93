/** How the rows look, and the table as a file: exactly what is asked, all rows of it. */

import { exportAddress } from "../../api/queries";
import { formatCount } from "../../lib/numbers";
import { spellParts } from "../../state/address";
import { IconButton } from "../../ui/Button";
import { Menu, MenuChoice, MenuItem, MenuLine } from "../../ui/Menu";
import { saveAddress } from "../../ui/save";
import { askedColumns, spellColumn, spellSorts } from "./columns";
import { spellGrouping } from "./grouping";
import type { RunsView } from "./use-runs-view";

export type Rows = "dense" | "comfortable" | "list";

interface MoreMenuProps {
  name: string;
  view: RunsView;
  here: ReadonlyMap<string, number>;
  rows: Rows;
  onRows: (rows: Rows) => void;
}

const LOOKS: readonly (readonly [Rows, string])[] = [
  ["dense", "Dense"],
  ["comfortable", "Comfortable"],
  ["list", "A list of names"],
];
const FORMATS = [
  ["csv", "CSV"],
  ["json", "JSON"],
  ["parquet", "Parquet"],
] as const;

/** An export may have so many. */
const MOST_COLUMNS = 1_000;

/** The button and its menu. */
export function MoreMenu({ name, view, here, rows, onRows }: MoreMenuProps) {
  const save = (format: string) => {
    const columns = spellParts(askedColumns(view.columns ?? [], here).map((column) => [spellColumn(column)]));
    saveAddress(
      exportAddress(name, format, columns, spellSorts(view.sorts), view.query, spellGrouping(view.grouping)),
    );
  };
  const isTooWide = (view.columns ?? []).length > MOST_COLUMNS;
  return (
    <Menu align="end" trigger={<IconButton icon="more" label="Rows and export" />}>
      <MenuChoice label="Rows" value={rows} options={LOOKS} onChoose={onRows} />
      <MenuLine />
      {FORMATS.map(([format, words]) => (
        <MenuItem key={format} disabled={isTooWide} onChoose={() => save(format)}>
          Export the {view.grouping ? "groups" : "runs"} as {words}
          {isTooWide && `: at most ${formatCount(MOST_COLUMNS)} columns`}
        </MenuItem>
      ))}
    </Menu>
  );
}
