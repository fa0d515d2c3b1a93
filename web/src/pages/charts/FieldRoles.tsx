/** Which field plays which part in a chart: x, y, colour. */

import { useId } from "react";
import type { Aggregate, ColumnFacts, FieldType } from "../../api/types";
import type { ChartKind } from "../../lib/chart-definitions";
import { Choice, Labelled } from "../../ui/Form";
import { Input } from "../../ui/Input";
import { readColumn, spellColumn } from "../project/columns";
import css from "./charts.module.css";

interface Role {
  label: string;
  isOptional?: boolean;
}

export type RoleKind = Exclude<ChartKind, "line" | "parallel" | "histogram">;

export const ROLES: Record<RoleKind, readonly Role[]> = {
  bar: [{ label: "Value" }, { label: "Mean of runs that agree in", isOptional: true }],
  scatter: [{ label: "X" }, { label: "Y" }, { label: "Colour", isOptional: true }],
  best: [{ label: "Metric" }],
};

/** Say whether the fields of a kind have parts to play. */
export function isRoleKind(kind: ChartKind): kind is RoleKind {
  return kind in ROLES;
}

const DRAWABLE: ReadonlySet<FieldType> = new Set<FieldType>([
  "int",
  "float",
  "bool",
  "string",
  "datetime",
  "float_series",
]);

const STATISTICS: readonly (readonly [Aggregate, string])[] = [
  ["last", "last"],
  ["min", "least"],
  ["max", "greatest"],
  ["mean", "mean"],
];

/** Say whether a field can be an axis. */
export function isDrawable(fact: ColumnFacts): boolean {
  return DRAWABLE.has(fact.type) && !fact.path.startsWith("sessions/");
}

/** Return the column of a field as long as nobody chose a statistic. */
export function spellDefault({ path, type }: ColumnFacts): string {
  return type === "float_series" ? spellColumn({ path, aggregate: "last" }) : path;
}

interface FieldRolesProps {
  kind: RoleKind;
  facts: readonly ColumnFacts[];
  fields: readonly string[];
  onFields: (fields: readonly string[]) => void;
}

/** One input for each part, with the fields that there are below it. */
export function FieldRoles({ kind, facts, fields, onFields }: FieldRolesProps) {
  const list = useId();
  const drawable = facts.filter(isDrawable);
  const put = (at: number, field: string) =>
    onFields(ROLES[kind].map((_, i) => (i === at ? field : (fields[i] ?? ""))));
  return (
    <div className={css.two}>
      {ROLES[kind].map((role, at) => (
        <FieldInput
          key={role.label}
          role={role}
          list={list}
          facts={drawable}
          value={fields[at] ?? ""}
          onValue={(field) => put(at, field)}
        />
      ))}
      <datalist id={list}>
        {drawable.map((fact) => (
          <option key={`${fact.path} ${fact.type}`} value={fact.path} />
        ))}
      </datalist>
    </div>
  );
}

interface FieldInputProps {
  role: Role;
  list: string;
  facts: readonly ColumnFacts[];
  value: string;
  onValue: (value: string) => void;
}

function FieldInput({ role, list, facts, value, onValue }: FieldInputProps) {
  const { path, aggregate } = value ? readColumn(value) : { path: "" };
  const type = facts.find((fact) => fact.path === path)?.type;
  const choose = (text: string) => {
    const fact = facts.find((one) => one.path === text);
    onValue(fact ? spellDefault(fact) : text);
  };
  return (
    <div className={css.role}>
      <Labelled label={role.isOptional ? `${role.label} (optional)` : role.label}>
        <Input list={list} value={path} autoComplete="off" onChange={(event) => choose(event.target.value)} />
      </Labelled>
      {type === "float_series" && (
        <Choice
          aria-label={`Statistic of ${path}`}
          value={aggregate ?? "last"}
          options={STATISTICS}
          onChoose={(next) => onValue(spellColumn({ path, aggregate: next }))}
        />
      )}
    </div>
  );
}
