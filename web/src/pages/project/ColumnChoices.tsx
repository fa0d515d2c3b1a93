/** Choosing columns: those that are shown on top, then all fields that runs of the project have, those that differ
 * first; many at once by an expression. */

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { columnsQuery } from "../../api/queries";
import type { ColumnFacts } from "../../api/types";
import { countOf, formatCount } from "../../lib/numbers";
import { AGGREGATES, isAggregate } from "../../table/aggregates";
import { Button } from "../../ui/Button";
import { useSearch } from "../../ui/expressions";
import { Choice } from "../../ui/Form";
import { Input, SearchInput } from "../../ui/Input";
import { PathText } from "../../ui/Words";
import css from "./ColumnChoices.module.css";
import { asColumn, isOffered, MOST_FIELDS } from "./column-rules";
import { nameColumn, type ShownColumn, SYSTEM_COLUMNS, spellColumn } from "./columns";

export interface ColumnChoicesProps {
  project: string;
  columns: readonly ShownColumn[];
  onColumns: (columns: ShownColumn[] | null) => void;
}

const MOST = 200;

/** What there is to choose from. */
export function ColumnChoices({ project, columns, onColumns }: ColumnChoicesProps) {
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search.trim());
  const isExpression = wanted.startsWith("/");
  const { matches, problem } = useSearch(isExpression ? wanted : "");
  const { data } = useQuery(
    columnsQuery(project, isExpression ? "" : wanted, isExpression ? MOST_FIELDS : MOST),
  );
  const chosen = new Set(columns.map((column) => column.path));
  const offered = (data?.columns ?? []).filter(
    (fact) => !chosen.has(fact.path) && isOffered(fact) && matches(fact.path),
  );
  const found = offered.slice(0, MOST);
  const system = Object.entries(SYSTEM_COLUMNS).filter(
    ([path, { words }]) => !chosen.has(path) && !isExpression && isIn(wanted, `${words} ${path}`),
  );
  const isListed = (column: ShownColumn) =>
    wanted ? !isExpression && isIn(wanted, nameColumn(column)) : column.rule === undefined;
  const listed = columns
    .flatMap((column, index) => (isListed(column) ? [{ column, index }] : []))
    .slice(0, MOST);
  const rules = [...new Set(columns.flatMap((column) => column.rule ?? []))];
  const add = (...more: ShownColumn[]) => onColumns([...columns, ...more]);
  const replace = (index: number, next: ShownColumn | null) =>
    onColumns(columns.flatMap((one, at) => (at !== index ? [one] : next ? [next] : [])));
  return (
    <div className={css.picker}>
      <SearchInput
        label="Search fields"
        title="A part of the path, or an expression between slashes: /loss$/"
        value={search}
        onValue={setSearch}
        autoFocus
      />
      {problem && <p className={css.note}>{problem}</p>}
      {isExpression && offered.length > 1 && (
        <Button small onClick={() => add(...offered.map((fact) => ({ ...asColumn(fact), rule: wanted })))}>
          Add {countOf(offered.length, "column")}
        </Button>
      )}
      <div className={css.list}>
        {listed.map(({ column, index }) => (
          <Shown
            key={spellColumn(column)}
            column={column}
            isSeries={column.aggregate !== undefined || column.at !== undefined}
            onChange={(next) => replace(index, next)}
          />
        ))}
        {!wanted &&
          rules.map((rule) => (
            <label key={rule} className={css.choice}>
              <input
                type="checkbox"
                checked
                onChange={() => onColumns(columns.filter((one) => one.rule !== rule))}
              />
              <span className="mono">{rule}</span>
              <em>{countOf(columns.filter((one) => one.rule === rule).length, "column")}</em>
            </label>
          ))}
        {listed.length > 0 && (system.length > 0 || found.length > 0) && <div className={css.line} />}
        {found.map((fact) => (
          <label key={fact.path} className={css.choice}>
            <input type="checkbox" checked={false} onChange={() => add(asColumn(fact))} />
            <span>
              <PathText path={fact.path} limit={40} />
            </span>
            <em title={describe(fact)}>
              {fact.values && fact.values > 1 ? `${formatCount(fact.values)} values` : ""}
            </em>
          </label>
        ))}
        {system.map(([path, { words }]) => (
          <label key={path} className={css.choice}>
            <input type="checkbox" checked={false} onChange={() => add({ path })} />
            <span>{words}</span>
          </label>
        ))}
        {isExpression && !problem && found.length === 0 && (
          <p className={css.note}>No field has this in its path.</p>
        )}
        {wanted && !isExpression && !isKnown(wanted, data?.columns ?? [], columns) && (
          <button type="button" className={css.made} onClick={() => add({ path: wanted })}>
            A new column <b className="mono">{wanted}</b>, to be filled by hand
          </button>
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

function isIn(part: string, text: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function isKnown(path: string, facts: readonly ColumnFacts[], columns: readonly ShownColumn[]): boolean {
  return facts.some((fact) => fact.path === path) || columns.some((column) => column.path === path);
}

function describe({ runs, values }: ColumnFacts): string {
  const differs = values ? `, ${countOf(values, "value")} among the newest` : "";
  return `${countOf(runs, "run")} have it${differs}`;
}

interface ShownProps {
  column: ShownColumn;
  isSeries: boolean;
  onChange: (column: ShownColumn | null) => void;
}

const STATISTICS = [...AGGREGATES, ["at", "At step"], ["here", "Where the selected run is"]] as const;

/** A column that is shown; of a series one chooses which number. */
function Shown({ column, isSeries, onChange }: ShownProps) {
  const { at, aggregate, ...rest } = column;
  const value = at === undefined ? (aggregate ?? "last") : at === "here" ? "here" : "at";
  const choose = (word: (typeof STATISTICS)[number][0]) => {
    if (isAggregate(word)) onChange({ ...rest, aggregate: word });
    else onChange({ ...rest, at: word === "here" ? "here" : 0 });
  };
  return (
    <div className={css.choice}>
      <input
        type="checkbox"
        aria-label={nameColumn({ path: column.path })}
        checked
        onChange={() => onChange(null)}
      />
      <span>
        <PathText path={SYSTEM_COLUMNS[column.path]?.words ?? column.path} limit={30} />
      </span>
      {isSeries && (
        <Choice
          aria-label={`Of ${column.path}`}
          className={css.statistic}
          value={value}
          options={STATISTICS}
          onChoose={choose}
        />
      )}
      {typeof at === "number" && (
        <Input
          type="number"
          className={css.step}
          aria-label={`Step of ${column.path}`}
          value={at}
          onChange={(event) => onChange({ ...rest, at: Number(event.target.value) || 0 })}
        />
      )}
    </div>
  );
}
