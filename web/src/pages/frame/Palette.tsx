/** Find anything: projects, runs, pages and what can be done, by the keyboard alone. */

import { type KeyboardEvent, type ReactNode, useDeferredValue, useEffect, useId, useState } from "react";
import { useLocation } from "wouter";
import { spellKeys } from "../../lib/keys";
import { nameProject } from "../../lib/project-name";
import { HOME, NEW_PROJECT, projectPath, runPath, TOKENS } from "../../paths";
import { copyText } from "../../ui/Copy";
import { joinClasses } from "../../ui/classes";
import { Dialog } from "../../ui/Dialog";
import { useSearch } from "../../ui/expressions";
import { Icon, type IconName } from "../../ui/Icon";
import { StateMark } from "../../ui/State";
import { chooseTheme, useTheme } from "../../ui/theme";
import { isMac } from "../../ui/use-keys";
import { nameOf } from "../run/facts";
import css from "./Palette.module.css";
import { SECTIONS } from "./sections";
import { useFound } from "./use-found";

interface PaletteProps {
  project: string | null;
  onClose: () => void;
  onKeys: () => void;
}

interface Entry {
  key: string;
  group: "Runs" | "Projects" | "Pages" | "Do";
  words: string;
  mark: ReactNode;
  detail?: string;
  keys?: string;
  choose: () => void;
}

/** An input over a list; arrow keys move, Enter chooses. */
export function Palette({ project, onClose, onKeys }: PaletteProps) {
  const id = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  // Enter that comes before what was typed is found waits for it.
  const [isChosen, setChosen] = useState(false);
  const shown = useDeferredValue(text);
  const entries = useEntries(shown, project, onKeys);
  const isSettled = shown === text && !entries.isSearching;
  const active = Math.min(at, entries.list.length - 1);
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [id, active]);
  const choose = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.choose();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when all is found
  useEffect(() => {
    if (isChosen && isSettled) choose(entries.list[active]);
    if (isSettled) setChosen(false);
  }, [isChosen, isSettled]);
  const onKeyDown = (event: KeyboardEvent) => {
    const count = Math.max(1, entries.list.length);
    const moves: Record<string, number> = {
      ArrowDown: (active + 1) % count,
      ArrowUp: (active + count - 1) % count,
      PageDown: Math.min(count - 1, active + 8),
      PageUp: Math.max(0, active - 8),
    };
    const next = moves[event.key];
    if (next !== undefined) setAt(next);
    else if (event.key === "Enter") setChosen(true);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Find anything" isBare className={css.dialog} onClose={onClose}>
      <div className={css.field}>
        <Icon name="search" size={16} />
        <input
          role="combobox"
          aria-label="Find anything"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={project ? "A run's name or id, a project, a page" : "A project, a run's name or id"}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
            setChosen(false);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div role="listbox" id={`${id}-list`} aria-label="Found" className={css.list}>
        {entries.list.map((entry, index) => (
          <div key={entry.key} className={css.slot}>
            {entry.group !== entries.list[index - 1]?.group && (
              <div className={css.group} aria-hidden="true">
                {entry.group}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the input has the keys */}
            {/* biome-ignore lint/a11y/useFocusableInteractive: the input has the focus */}
            <div
              role="option"
              id={`${id}-${index}`}
              aria-selected={index === active}
              className={joinClasses(css.entry, index === active && css.active)}
              onPointerMove={() => index !== active && setAt(index)}
              onClick={() => choose(entry)}
            >
              <span className={css.mark}>{entry.mark}</span>
              <span className={css.words}>{entry.words}</span>
              {entry.detail && <span className={css.detail}>{entry.detail}</span>}
              {entry.keys && <KeysText keys={entry.keys} />}
            </div>
          </div>
        ))}
      </div>
      <p role="status" className={css.status}>
        {entries.list.length === 0 &&
          (entries.isSearching ? "Searching…" : `Nothing is called “${text.trim()}” here.`)}
      </p>
    </Dialog>
  );
}

function KeysText({ keys }: { keys: string }) {
  return (
    <span className={css.keys} aria-hidden="true">
      {spellKeys(keys, isMac()).map((key, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a sequence stays as it is
        <kbd key={index}>{key}</kbd>
      ))}
    </span>
  );
}

function useEntries(
  text: string,
  project: string | null,
  onKeys: () => void,
): { list: Entry[]; isSearching: boolean } {
  const [, navigate] = useLocation();
  const found = useFound(text);
  const theme = useTheme();
  const { matches } = useSearch(text);
  const icon = (name: IconName) => <Icon name={name} size={15} />;
  const runs = found.runs.map(
    (run): Entry => ({
      key: `run ${run.uid}`,
      group: "Runs",
      words: nameOf(run),
      mark: <StateMark state={run.state} />,
      detail: run.name ? `${run.project} · ${run.id}` : run.project,
      choose: () => navigate(runPath(run.project, run.id)),
    }),
  );
  const projects = found.projects.map(nameProject).map(
    (name): Entry => ({
      key: `project ${name}`,
      group: "Projects",
      words: name,
      mark: icon("folder"),
      choose: () => navigate(projectPath(name)),
    }),
  );
  const pages = [
    ...(project
      ? SECTIONS.map((one) => ({
          words: one.label,
          icon: one.icon,
          keys: `g ${one.key}`,
          path: one.path(project),
        }))
      : []),
    { words: "All projects", icon: "home" as const, keys: "g h", path: HOME },
    { words: "API tokens", icon: "settings" as const, path: TOKENS },
  ].map(
    ({ path, icon: name, ...rest }): Entry => ({
      ...rest,
      key: `page ${path}`,
      group: "Pages",
      mark: icon(name),
      choose: () => navigate(path),
    }),
  );
  const other = theme === "dark" ? "light" : "dark";
  const deeds: Entry[] = [
    {
      key: "theme",
      group: "Do",
      words: `Theme: ${other}`,
      mark: icon(other === "dark" ? "moon" : "sun"),
      choose: () => chooseTheme(other),
    },
    {
      key: "new",
      group: "Do",
      words: "New project",
      mark: icon("plus"),
      choose: () => navigate(NEW_PROJECT),
    },
    {
      key: "copy",
      group: "Do",
      words: "Copy the address of this page",
      mark: icon("copy"),
      choose: () => void copyText(window.location.href),
    },
    { key: "keys", group: "Do", words: "Keyboard map", mark: icon("keys"), keys: "?", choose: onKeys },
  ];
  const own = [...pages, ...deeds].filter((entry) => matches(entry.words));
  return { list: [...runs, ...projects, ...own], isSearching: found.isSearching };
}
