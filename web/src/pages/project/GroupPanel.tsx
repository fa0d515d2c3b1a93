/** How runs are put together: a few ways at a click, any fields by search. */

import { useState } from "react";
import type { ColumnFacts, Grouping, Project } from "../../api/types";
import { isConfigPath, splitPath } from "../../lib/field-paths";
import { isSeedPath } from "../../lib/seeds";
import { joinClasses } from "../../ui/classes";
import { useSearch } from "../../ui/expressions";
import { Icon } from "../../ui/Icon";
import { SearchInput } from "../../ui/Input";
import { PathText } from "../../ui/Words";
import css from "./GroupMenu.module.css";
import { isSameGrouping, REASON, STATE } from "./grouping";

export interface GroupPanelProps {
  project: Project;
  facts: readonly ColumnFacts[];
  grouping: Grouping | null;
  onGrouping: (grouping: Grouping | null) => void;
}

const MOST_FIELDS = 60;
const MOST_KEYS = 8;

/** The ways, and the fields. */
export function GroupPanel({ project, facts, grouping, onGrouping }: GroupPanelProps) {
  const [search, setSearch] = useState("");
  const config = facts.filter((fact) => isConfigPath(fact.path, project.config_prefixes));
  const fields = facts.filter((fact) => !fact.type.endsWith("_series") && !fact.path.startsWith("sys/"));
  const { matches } = useSearch(search);
  const by = grouping?.by ?? [];
  const except = grouping?.apart_from ?? null;
  const turn = (path: string) => {
    const next = by.includes(path) ? by.filter((one) => one !== path) : [...by, path].slice(-MOST_KEYS);
    onGrouping(next.length || except ? { by: next, apart_from: except } : null);
  };
  const turnExcept = (path: string) => {
    if (!except) return;
    const next = except.includes(path) ? except.filter((one) => one !== path) : [...except, path];
    onGrouping({ by, apart_from: next });
  };
  return (
    <div className={css.panel}>
      {offerGroupings(config).map(([words, offer]) => (
        <button key={words} type="button" data-closes className={css.offer} onClick={() => onGrouping(offer)}>
          <span className={css.tick}>
            {isSameGrouping(offer, grouping) && <Icon name="check" size={14} />}
          </span>
          {words}
        </button>
      ))}
      <SearchInput label="Search fields" value={search} onValue={setSearch} className={css.search} />
      <div className={css.fields}>
        {except && <h3>In the configuration all agree but these</h3>}
        {except &&
          config
            .filter((fact) => matches(fact.path))
            .slice(0, MOST_FIELDS)
            .map((fact) => (
              <Field
                key={fact.path}
                fact={fact}
                isChosen={except.includes(fact.path)}
                onTurn={() => turnExcept(fact.path)}
              />
            ))}
        <h3>Group by</h3>
        {fields
          .filter((fact) => matches(fact.path))
          .slice(0, MOST_FIELDS)
          .map((fact) => (
            <Field
              key={fact.path}
              fact={fact}
              isChosen={by.includes(fact.path)}
              onTurn={() => turn(fact.path)}
            />
          ))}
        {fields.length === 0 && <p className={css.note}>No fields yet.</p>}
      </div>
    </div>
  );
}

function Field({ fact, isChosen, onTurn }: { fact: ColumnFacts; isChosen: boolean; onTurn: () => void }) {
  const { values } = fact;
  return (
    <label className={joinClasses(css.field, isChosen && css.chosen)}>
      <input type="checkbox" checked={isChosen} onChange={onTurn} />
      <PathText path={fact.path} limit={36} />
      {values !== null && values !== undefined && <em title="Different values">{values}</em>}
    </label>
  );
}

/** Return the groupings that are likely wanted, with their words. */
export function offerGroupings(config: readonly ColumnFacts[]): (readonly [string, Grouping | null])[] {
  const seeds = config.map((fact) => fact.path).filter(isSeedPath);
  const offers: [string, Grouping | null][] = [["No groups", null]];
  if (seeds.length) {
    const names = seeds.map((path) => splitPath(path).leaf).join(", ");
    offers.push([`Same configuration except ${names}`, { by: [], apart_from: seeds }]);
  }
  if (config.length) offers.push(["Same configuration", { by: [], apart_from: [] }]);
  offers.push(["State", { by: [STATE], apart_from: null }]);
  offers.push(["Reason of the end", { by: [REASON], apart_from: null }]);
  return offers;
}
