/** Choosing columns: those that are shown on top, then all fields that runs of the project have. */

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { columnsQuery } from "../../api/queries";
import type { ColumnFacts } from "../../api/types";
import { isSessionPath } from "../../lib/field-paths";
import { countOf, formatCount } from "../../lib/numbers";
import { Button } from "../../ui/Button";
import { SearchInput } from "../../ui/Input";
import { Popover } from "../../ui/Popover";
import { PathText } from "../../ui/Words";
import css from "./ColumnPicker.module.css";
import { nameColumn, type ShownColumn, SYSTEM_COLUMNS, spellColumn } from "./columns";

interface ColumnPickerProps {
  project: string;
  columns: readonly ShownColumn[];
  onColumns: (columns: ShownColumn[] | null) => void;
}

const MOST = 200;

/** The button and its panel. */
export function ColumnPicker({ project, columns, onColumns }: ColumnPickerProps) {
  return (
    <Popover
      label="Columns"
      trigger={
        <Button>
          Columns <b>{columns.length}</b>
        </Button>
      }
    >
      <Picker project={project} columns={columns} onColumns={onColumns} />
    </Popover>
  );
}

function Picker({ project, columns, onColumns }: ColumnPickerProps) {
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search.trim());
  const { data } = useQuery(columnsQuery(project, wanted, MOST));
  const chosen = new Set(columns.map((column) => column.path));
  const found = (data?.columns ?? []).filter((fact) => !chosen.has(fact.path) && isOffered(fact));
  const system = Object.entries(SYSTEM_COLUMNS).filter(
    ([path, { words }]) =>
      !chosen.has(path) && `${words} ${path}`.toLowerCase().includes(wanted.toLowerCase()),
  );
  const add = (column: ShownColumn) => onColumns([...columns, column]);
  const remove = (column: ShownColumn) =>
    onColumns(columns.filter((one) => spellColumn(one) !== spellColumn(column)));
  return (
    <div className={css.picker}>
      <SearchInput label="Search fields" value={search} onValue={setSearch} autoFocus />
      <div className={css.list}>
        {!wanted &&
          columns.map((column) => (
            <Choice
              key={spellColumn(column)}
              name={nameColumn(column)}
              isChosen
              onChange={() => remove(column)}
            />
          ))}
        {(system.length > 0 || found.length > 0) && <div className={css.line} />}
        {found.map((fact) => (
          <Choice
            key={fact.path}
            name={fact.path}
            note={formatCount(fact.runs)}
            isChosen={false}
            onChange={() =>
              add(
                fact.type.endsWith("_series") ? { path: fact.path, aggregate: "last" } : { path: fact.path },
              )
            }
          />
        ))}
        {system.map(([path, { words }]) => (
          <Choice key={path} name={words} isChosen={false} onChange={() => add({ path })} />
        ))}
        {wanted && found.length + system.length === 0 && (
          <p className={css.note}>No field has this in its path.</p>
        )}
      </div>
      <footer className={css.foot}>
        <span className={css.note}>
          {data && data.total > MOST ? `${countOf(data.total, "field")}; search for the rest` : ""}
        </span>
        <Button small look="plain" onClick={() => onColumns(null)}>
          As suggested
        </Button>
      </footer>
    </div>
  );
}

function isOffered({ path }: ColumnFacts): boolean {
  return !isSessionPath(path) && !(path in SYSTEM_COLUMNS) && !path.startsWith("sys/");
}

interface ChoiceProps {
  name: string;
  note?: string;
  isChosen: boolean;
  onChange: () => void;
}

function Choice({ name, note, isChosen, onChange }: ChoiceProps) {
  return (
    <label className={css.choice}>
      <input type="checkbox" checked={isChosen} onChange={onChange} />
      <span>
        <PathText path={name} limit={40} />
      </span>
      {note && <em title={`${note} runs have it`}>{note}</em>}
    </label>
  );
}
