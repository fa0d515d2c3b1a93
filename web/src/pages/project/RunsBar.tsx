/** Over the runs: the query, how they are put together, which columns, how many; or what to do with those picked. */

import { useLocation } from "wouter";
import { part } from "../../api/part";
import type { ColumnFacts, FieldType, Project } from "../../api/types";
import { countOf, formatCount } from "../../lib/numbers";
import { comparePath } from "../../paths";
import { Button, IconButton } from "../../ui/Button";
import { Menu, MenuItem } from "../../ui/Menu";
import { ShareButton } from "../share/ShareButton";
import { ColumnPicker } from "./ColumnPicker";
import { GroupMenu } from "./GroupMenu";
import { MoreMenu, type Rows } from "./MoreMenu";
import type { Names } from "./names";
import { QueryBar } from "./QueryBar";
import css from "./RunsBar.module.css";
import type { Panes } from "./RunsScreen";
import { StateCounts } from "./StateCounts";
import type { Baseline } from "./use-baseline";
import type { RunsList } from "./use-list";
import type { RunsView } from "./use-runs-view";
import type { Selection } from "./use-selection";

import { ViewMenu } from "./ViewMenu";

const ActionBar = part(async () => (await import("./ActionBar")).ActionBar);

interface RunsBarProps {
  project: Project;
  name: string;
  facts: readonly ColumnFacts[];
  view: RunsView;
  list: RunsList;
  names: Names;
  types: ReadonlyMap<string, FieldType>;
  selection: Selection;
  baseline: Baseline;
  panes: Panes;
  onPane: (pane: keyof Panes) => void;
  here: ReadonlyMap<string, number>;
  isComfortable: boolean;
  onRows: (rows: Rows) => void;
}

/** One line. */
export function RunsBar(props: RunsBarProps) {
  const { project, name, facts, view, list, selection, panes, onPane } = props;
  return (
    <div className={css.bar}>
      <QueryBar
        project={name}
        types={props.types}
        query={view.query}
        error={list.error}
        onQuery={view.setQuery}
      />
      {selection.count > 0 ? (
        <ActionBar {...props} />
      ) : (
        <>
          <ViewMenu project={project} name={name} />
          <GroupMenu project={project} facts={facts} grouping={view.grouping} onGrouping={view.setGrouping} />
          {view.columns && !view.isCompact && (
            <ColumnPicker project={name} columns={view.columns} onColumns={view.setColumns} />
          )}
          <CompareMenu name={name} list={list} />
          <div className={css.panes}>
            <IconButton
              icon="table"
              label="Show the table"
              pressed={panes.table}
              onClick={() => onPane("table")}
            />
            <IconButton
              icon="charts"
              label="Show the charts"
              pressed={panes.charts}
              onClick={() => onPane("charts")}
            />
          </div>
          <ShareButton project={name} />
          <MoreMenu
            name={name}
            view={view}
            here={props.here}
            rows={view.isCompact ? "list" : props.isComfortable ? "comfortable" : "dense"}
            onRows={props.onRows}
          />
          <StateCounts name={name} view={view} />
          <span className={css.count} role="status">
            <b>{formatCount(list.matched)}</b> of {countOf(list.total || project.runs, "run")}
            {list.isGrouped && ` in ${countOf(list.groupCount, "group")}`}
          </span>
        </>
      )}
    </div>
  );
}

const OFFERED = [2, 3, 5, 10, 20];

/** The first rows, or groups, in the present order. */
function CompareMenu({ name, list }: { name: string; list: RunsList }) {
  const [, navigate] = useLocation();
  const compare = (count: number) => {
    const groups = list.firstGroups(count).map((group) => group.runs.map((run) => run.id));
    const runs = list.firstRows(count).map((row) => [row.run.id]);
    navigate(comparePath(name, list.isGrouped ? groups : runs));
  };
  const most = list.isGrouped ? list.groupCount : list.matched;
  return (
    <Menu align="end" trigger={<Button disabled={most === 0}>Compare</Button>}>
      {OFFERED.filter((count, at) => at === 0 || count <= most).map((count) => (
        <MenuItem key={count} onChoose={() => compare(count)}>
          The first {count} {list.isGrouped ? "groups" : "runs"}
        </MenuItem>
      ))}
    </Menu>
  );
}
