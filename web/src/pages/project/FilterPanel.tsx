/** The lines of the filter: one for each condition. */

import { useState } from "react";
import type { FieldType } from "../../api/types";
import { isNumeric } from "../../fields/cells";
import {
  type Condition,
  type Conditions,
  OPERATORS,
  type Operator,
  readConditions,
  spellConditions,
} from "../../lib/query-language";
import { AGGREGATES } from "../../table/aggregates";
import { Button, IconButton } from "../../ui/Button";
import { Choice } from "../../ui/Form";
import { Input } from "../../ui/Input";
import { SYSTEM_COLUMNS } from "./columns";
import css from "./FilterPanel.module.css";

export interface FilterPanelProps {
  types: ReadonlyMap<string, FieldType>;
  query: string;
  onQuery: (query: string) => void;
}

const MOST_PATHS = 500;
const EMPTY: Condition = { field: "", aggregate: "", operator: "=", value: "", isQuoted: false };

/** What a query says as conditions; a change of one is a change of the query. */
export function FilterPanel({ types, query, onQuery }: FilterPanelProps) {
  const [draft, setDraft] = useState<{ query: string; found: Conditions | null }>(() => read(query));
  const now = draft.query === query ? draft : read(query);
  const change = (found: Conditions) => {
    const next = spellConditions(found);
    setDraft({ query: next, found });
    onQuery(next);
  };
  if (now.found === null)
    return (
      <div className={css.panel}>
        <p className={css.note}>
          This query says more than a list of conditions can. Write on in the bar, or begin anew.
        </p>
        <Button onClick={() => change({ join: "AND", conditions: [EMPTY] })}>Begin anew</Button>
      </div>
    );
  const { join, conditions } = now.found;
  const lines = conditions.length ? conditions : [EMPTY];
  const typeOf = (field: string) => types.get(field) ?? SYSTEM_COLUMNS[field]?.type;
  const set = (at: number, next: Condition) =>
    change({ join, conditions: lines.map((one, index) => (index === at ? next : one)) });
  return (
    <div className={css.panel}>
      <datalist id="filter-fields">
        {[...types.keys(), ...Object.keys(SYSTEM_COLUMNS)].slice(0, MOST_PATHS).map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      {lines.map((condition, at) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no other name
          key={at}
          condition={condition}
          typeOf={typeOf}
          onChange={(next) => set(at, next)}
          onRemove={() => change({ join, conditions: lines.filter((_, index) => index !== at) })}
        />
      ))}
      <footer className={css.foot}>
        <Button small onClick={() => change({ join, conditions: [...lines, EMPTY] })}>
          One more
        </Button>
        {lines.length > 1 && (
          <Choice
            aria-label="How the conditions are joined"
            value={join}
            options={[
              ["AND", "All must hold"],
              ["OR", "One must hold"],
            ]}
            onChoose={(next) => change({ join: next, conditions: lines })}
          />
        )}
      </footer>
    </div>
  );
}

function read(query: string): { query: string; found: Conditions | null } {
  return { query, found: readConditions(query) };
}

interface LineProps {
  condition: Condition;
  typeOf: (field: string) => FieldType | undefined;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

function Line({ condition, typeOf, onChange, onRemove }: LineProps) {
  const { field, aggregate, operator, value } = condition;
  const type = typeOf(field);
  const statistics = [["", "Last value"], ...AGGREGATES.filter(([name]) => name !== "last")] as const;
  return (
    <fieldset className={css.line} aria-label={field ? `Condition on ${field}` : "A new condition"}>
      <Input
        aria-label="Field"
        placeholder="Field"
        list="filter-fields"
        className={css.field}
        value={field}
        onChange={({ target }) => {
          const isQuoted = value ? isText(value, typeOf(target.value)) : condition.isQuoted;
          onChange({ ...condition, field: target.value, isQuoted });
        }}
      />
      {type === "float_series" && (
        <Choice
          aria-label="Statistic"
          value={aggregate}
          options={statistics}
          onChoose={(next) => onChange({ ...condition, aggregate: next })}
        />
      )}
      <Choice<Operator>
        aria-label="Operator"
        value={operator}
        options={operatorsFor(type)}
        onChoose={(next) => onChange({ ...condition, operator: next })}
      />
      {!operator.endsWith("EXISTS") && (
        <Input
          aria-label="Value"
          placeholder="Value"
          className={css.value}
          value={value}
          onChange={({ target }) =>
            onChange({ ...condition, value: target.value, isQuoted: isText(target.value, type) })
          }
        />
      )}
      <IconButton icon="close" small label="Remove the condition" onClick={onRemove} />
    </fieldset>
  );
}

/** Say whether a value is a text; where the field's type is not known, or not yet, the value tells. */
function isText(value: string, type: FieldType | undefined): boolean {
  if (type === undefined) return !/^([-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|true|false)$/i.test(value);
  return !isNumeric(type) && type !== "bool";
}

const WORDS: Partial<Record<Operator, string>> = {
  "=": "is",
  "!=": "is not",
  "<": "<",
  "<=": "≤",
  ">": ">",
  ">=": "≥",
  CONTAINS: "contains",
  "NOT CONTAINS": "contains not",
  MATCHES: "matches",
  "NOT MATCHES": "matches not",
  EXISTS: "is there",
  "NOT EXISTS": "is not there",
};

function operatorsFor(type: FieldType | undefined): (readonly [Operator, string])[] {
  const fits = (operator: Operator) => {
    if (operator.endsWith("EXISTS")) return true;
    const isText = /CONTAINS|MATCHES/.test(operator);
    if (isNumeric(type) || type === "datetime") return !isText;
    if (type === "string_set") return operator.endsWith("CONTAINS");
    return true;
  };
  return OPERATORS.filter(fits).map((operator) => [operator, WORDS[operator] ?? operator]);
}
