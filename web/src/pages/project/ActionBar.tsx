/** What can be done with the rows that are picked. */

import { useLocation } from "wouter";
import type { FieldType, Project } from "../../api/types";
import { countOf } from "../../lib/numbers";
import { toLatex, toMarkdown, toTabs } from "../../lib/table-text";
import { comparePath } from "../../paths";
import { Button, IconButton } from "../../ui/Button";
import { copyText } from "../../ui/Copy";
import { Menu, MenuItem } from "../../ui/Menu";
import type { Names } from "./names";
import css from "./RunsBar.module.css";
import { makeTextTable } from "./selected-text";
import type { RunsList } from "./use-list";
import type { RunsView } from "./use-runs-view";
import type { Selection } from "./use-selection";

interface ActionBarProps {
  project: Project;
  name: string;
  view: RunsView;
  list: RunsList;
  names: Names;
  types: ReadonlyMap<string, FieldType>;
  selection: Selection;
}

/** One bar in place of the query bar's right end. */
export function ActionBar({ project, name, view, list, names, types, selection }: ActionBarProps) {
  const [, navigate] = useLocation();
  const { runs, groups, count } = selection;
  const compare = () =>
    navigate(
      comparePath(name, [
        ...groups.map((group) => group.runs.map((run) => run.id)),
        ...runs.map((run) => [run.id]),
      ]),
    );
  const copy = (spell: typeof toTabs) =>
    copyText(spell(makeTextTable({ project, view, list, names, types, selection })));
  return (
    <div className={css.actions} role="toolbar" aria-label="Selected rows">
      <b>{countOf(count, groups.length ? (runs.length ? "row" : "group") : "run")}</b>
      <Button onClick={compare} disabled={count < 2 || count > 50}>
        Compare
      </Button>
      <Menu trigger={<Button>Copy</Button>}>
        <MenuItem onChoose={() => copy(toTabs)}>For a sheet (tabs)</MenuItem>
        <MenuItem onChoose={() => copy(toMarkdown)}>As Markdown</MenuItem>
        <MenuItem onChoose={() => copy(toLatex)}>As LaTeX</MenuItem>
      </Menu>
      <IconButton icon="close" label="Select none" onClick={selection.clear} />
    </div>
  );
}
