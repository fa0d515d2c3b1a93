/** What can be done with a column: sort, another statistic, how it looks, its place. */

import type { Aggregate, FieldType, Goal, Sort } from "../../api/types";
import { isNumeric } from "../../fields/cells";
import { AGGREGATES } from "../../table/aggregates";
import { MenuChoice, MenuItem, MenuLine } from "../../ui/Menu";
import { CHANGED, type ColumnLook, type ShownColumn, withoutRule } from "./columns";

interface ColumnMenuProps {
  column: ShownColumn;
  type: FieldType | undefined;
  columns: readonly ShownColumn[];
  index: number;
  isObjective: boolean;
  onColumns: (columns: ShownColumn[]) => void;
  onSort: (sort: Sort) => void;
  onObjective: (goal: Goal) => void;
  onGroup: (path: string) => void;
}

const LOOKS: readonly (readonly [ColumnLook, string])[] = [
  ["plain", "Plain"],
  ["heat", "Coloured by value"],
  ["spark", "Series drawn small"],
];

/** The items of a column's menu. */
export function ColumnMenu(props: ColumnMenuProps) {
  const { column, type, columns, index, onColumns, onSort, onObjective, onGroup } = props;
  const { path, aggregate } = column;
  const sort = { path, ...(aggregate && { aggregate }) };
  const isAtStep = column.at !== undefined;
  const replace = (next: ShownColumn) => onColumns(columns.map((one, at) => (at === index ? next : one)));
  const move = (by: number) => {
    const next = columns.filter((_, at) => at !== index);
    next.splice(index + by, 0, withoutRule(column));
    onColumns(next);
  };
  const looks = LOOKS.filter(([look]) => look !== "spark" || type === "float_series");
  return (
    <>
      {path !== CHANGED && !isAtStep && (
        <>
          <MenuItem onChoose={() => onSort({ ...sort, descending: false })}>Sort upwards</MenuItem>
          <MenuItem onChoose={() => onSort({ ...sort, descending: true })}>Sort downwards</MenuItem>
          {type !== "float_series" && <MenuItem onChoose={() => onGroup(path)}>Group by it</MenuItem>}
        </>
      )}
      {type === "float_series" && (
        <>
          <MenuLine />
          <MenuChoice
            label="Show of the series"
            value={isAtStep ? null : (aggregate ?? "last")}
            options={AGGREGATES}
            onChoose={(next) => replace(withStatistic(column, next))}
          />
          <MenuItem onChoose={() => replace({ path, at: "here" })}>Value where the selected run is</MenuItem>
        </>
      )}
      {isNumeric(type) && (
        <>
          <MenuLine />
          <MenuChoice
            label="Look"
            value={column.look ?? "plain"}
            options={looks}
            onChoose={(look) => replace({ ...column, look })}
          />
          <MenuLine />
          <MenuItem onChoose={() => onObjective("maximise")}>
            {props.isObjective ? "Objective: more is better" : "Make it the objective: more is better"}
          </MenuItem>
          <MenuItem onChoose={() => onObjective("minimise")}>
            {props.isObjective ? "Objective: less is better" : "Make it the objective: less is better"}
          </MenuItem>
        </>
      )}
      <MenuLine />
      <MenuItem onChoose={() => replace({ ...column, isPinned: !column.isPinned })}>
        {column.isPinned ? "Let it scroll" : "Pin to the left"}
      </MenuItem>
      <MenuItem disabled={index === 0} onChoose={() => move(-1)}>
        Move left
      </MenuItem>
      <MenuItem disabled={index === columns.length - 1} onChoose={() => move(1)}>
        Move right
      </MenuItem>
      <MenuItem onChoose={() => onColumns(columns.filter((_, at) => at !== index))}>Hide</MenuItem>
    </>
  );
}

/** A statistic takes the place of a value at a step. */
function withStatistic({ at: _, ...column }: ShownColumn, aggregate: Aggregate): ShownColumn {
  return { ...column, aggregate };
}
