/** The axes of parallel coordinates: fields of runs, in the order in which they were picked. */

import { useMemo, useState } from "react";
import type { ColumnFacts } from "../../api/types";
import { useSearch } from "../../ui/expressions";
import { SearchInput } from "../../ui/Input";
import { PathText } from "../../ui/Words";
import { readColumn } from "../project/columns";
import css from "./charts.module.css";
import { isDrawable, spellDefault } from "./FieldRoles";

const MOST = 300;
/** More axes than fit side by side. */
const MOST_AXES = 16;

interface ManyFieldsProps {
  facts: readonly ColumnFacts[];
  fields: readonly string[];
  onFields: (fields: readonly string[]) => void;
}

/** A list to tick. */
export function ManyFields({ facts, fields, onFields }: ManyFieldsProps) {
  const [search, setSearch] = useState("");
  const { matches } = useSearch(search);
  const found = useMemo(
    () => facts.filter((fact) => isDrawable(fact) && matches(fact.path)),
    [facts, matches],
  );
  const picked = fields.map((field) => readColumn(field).path);
  const turn = (fact: ColumnFacts) =>
    onFields(
      picked.includes(fact.path)
        ? fields.filter((field) => readColumn(field).path !== fact.path)
        : [...fields, spellDefault(fact)],
    );
  return (
    <>
      <SearchInput data-first label="Search fields" value={search} onValue={setSearch} />
      <ul className={css.found}>
        {found.slice(0, MOST).map((fact) => (
          <li key={`${fact.path} ${fact.type}`}>
            <label>
              <input
                type="checkbox"
                checked={picked.includes(fact.path)}
                disabled={!picked.includes(fact.path) && fields.length >= MOST_AXES}
                onChange={() => turn(fact)}
              />
              <PathText path={fact.path} limit={80} />
            </label>
          </li>
        ))}
      </ul>
      <p className={css.fullNote} role="status">
        {fields.length > 0 ? `Axes: ${fields.join(", ")}` : "Pick two fields or more."}
      </p>
    </>
  );
}
