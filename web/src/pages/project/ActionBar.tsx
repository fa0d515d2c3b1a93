/** What can be done with the rows that are picked. */

import { useLocation } from "wouter";
import { explain } from "../../api/client";
import type { FieldType, Project, Run } from "../../api/types";
import { countOf } from "../../lib/numbers";
import { toLatex, toMarkdown, toTabs } from "../../lib/table-text";
import { comparePath } from "../../paths";
import { Button, IconButton } from "../../ui/Button";
import { copyText } from "../../ui/Copy";
import { Menu, MenuItem } from "../../ui/Menu";
import { Popover } from "../../ui/Popover";
import { TagEditor } from "../edit/TagEditor";
import { useBulk, useTrash } from "../edit/use-edits";
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

const NOTHING = { add_tags: [], remove_tags: [], stop: false };
const AT_ONCE = 1_000;

/** One bar in place of the query bar's right end. */
export function ActionBar({ project, name, view, list, names, types, selection }: ActionBarProps) {
  const [, navigate] = useLocation();
  const { runs, groups, count } = selection;
  const bulk = useBulk(name);
  const trash = useTrash(name);
  const error = bulk.error ?? trash.error;
  const members = groups.flatMap((group) => group.runs);
  const ids = [...new Set([...runs, ...members].map((run) => run.uid))];
  const isWhole = groups.every((group) => group.runs.length === group.runs_count) && ids.length <= AT_ONCE;
  const shared = runs.length && !groups.length ? tagsOfAll(runs) : [];
  const runsCount = countOf(ids.length, "run");
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
      {isWhole && (
        <>
          <Popover label="Tags" trigger={<Button>Tag</Button>}>
            <TagEditor
              project={name}
              tags={shared}
              onAdd={(tag) => bulk.mutate({ ...NOTHING, runs: ids, add_tags: [tag] })}
              onRemove={(tag) => bulk.mutate({ ...NOTHING, runs: ids, remove_tags: [tag] })}
            />
          </Popover>
          {runs.some((run) => run.state === "running") && (
            <Popover label="Stop" trigger={<Button>Stop</Button>}>
              <div className={css.ask}>
                <p>Their trainings are told to end. What they have logged stays.</p>
                <Button
                  look="strong"
                  data-closes=""
                  onClick={() => bulk.mutate({ ...NOTHING, runs: ids, stop: true })}
                >
                  Stop {runsCount}
                </Button>
              </div>
            </Popover>
          )}
          <Button onClick={() => trash.mutate({ ids }, { onSuccess: selection.clear })}>
            Move {runsCount} to trash
          </Button>
        </>
      )}
      {!isWhole && <span>Groups this large are changed in portions: open them and pick runs.</span>}
      {error && (
        <span className={css.wrong} role="alert">
          {explain(error).title}
        </span>
      )}
      <IconButton icon="close" label="Select none" onClick={selection.clear} />
    </div>
  );
}

function tagsOfAll(runs: readonly Run[]): string[] {
  return (runs[0]?.tags ?? []).filter((tag) => runs.every((run) => run.tags.includes(tag)));
}
