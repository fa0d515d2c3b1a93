/** A new chart, or another look at one's own: its kind, its fields, its title. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { columnsQuery } from "../../api/queries";
import type { ColumnFacts } from "../../api/types";
import { type ChartDefinition, type ChartKind, nameChart } from "../../lib/chart-definitions";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Labelled } from "../../ui/Form";
import { Input } from "../../ui/Input";
import css from "./charts.module.css";
import { FieldRoles, isRoleKind, ROLES } from "./FieldRoles";
import { ManyFields } from "./ManyFields";
import type { Panel } from "./panel";
import { SeriesChoice } from "./SeriesChoice";

const KINDS: readonly (readonly [ChartKind, string])[] = [
  ["line", "Line"],
  ["bar", "Bar"],
  ["scatter", "Scatter"],
  ["parallel", "Parallel"],
  ["best", "Best so far"],
];

const MANY_FIELDS = 2_000;

interface ChartDialogProps {
  panel: Panel;
  /** What is to be changed; null for a new chart. */
  chart: ChartDefinition | null;
  onKeep: (chart: ChartDefinition) => void;
  onClose: () => void;
}

/** A form that gives a definition. */
export function ChartDialog({ panel, chart, onKeep, onClose }: ChartDialogProps) {
  const [kind, setKind] = useState<ChartKind>(chart?.kind ?? "line");
  const [title, setTitle] = useState(chart?.title ?? "");
  const [fields, setFields] = useState<readonly string[]>(chart?.fields ?? []);
  const hasTable = panel.table !== null;
  const { data } = useQuery({ ...columnsQuery(panel.project, "", MANY_FIELDS), enabled: hasTable });
  const made: ChartDefinition = { kind, title: title.trim(), fields: dropEmptyEnd(fields) };
  const isWhole = isComplete(made);
  const choose = (next: ChartKind) => {
    setKind(next);
    setFields([]);
  };
  return (
    <Dialog title={chart ? "Change chart" : "New chart"} onClose={onClose}>
      <form
        style={{ display: "contents" }}
        onSubmit={(event) => {
          event.preventDefault();
          if (isWhole) onKeep(made);
        }}
      >
        <div className={css.form}>
          {hasTable && <KindChoice kind={kind} onKind={choose} />}
          <KindFields
            key={kind}
            kind={kind}
            panel={panel}
            facts={data?.columns ?? []}
            fields={fields}
            onFields={setFields}
          />
          <Labelled label="Title">
            <Input
              value={title}
              placeholder={isWhole ? nameChart({ ...made, title: "" }) : "As its fields"}
              onChange={(event) => setTitle(event.target.value)}
            />
          </Labelled>
        </div>
        <footer className={css.foot}>
          <p>It lies in the address of this page.</p>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="strong" disabled={!isWhole}>
            {chart ? "Change the chart" : "Add the chart"}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function KindChoice({ kind, onKind }: { kind: ChartKind; onKind: (kind: ChartKind) => void }) {
  return (
    <div className={css.kinds} role="radiogroup" aria-label="Kind of chart">
      {KINDS.map(([name, words]) => (
        <label key={name} className={css.kind}>
          <input type="radio" name="kind" checked={kind === name} onChange={() => onKind(name)} />
          {words}
        </label>
      ))}
    </div>
  );
}

interface KindFieldsProps {
  kind: ChartKind;
  panel: Panel;
  facts: readonly ColumnFacts[];
  fields: readonly string[];
  onFields: (fields: readonly string[]) => void;
}

function KindFields({ kind, panel, facts, fields, onFields }: KindFieldsProps) {
  if (kind === "line") return <SeriesChoice paths={panel.paths} fields={fields} onFields={onFields} />;
  if (kind === "parallel") return <ManyFields facts={facts} fields={fields} onFields={onFields} />;
  if (!isRoleKind(kind)) return null;
  return <FieldRoles kind={kind} facts={facts} fields={fields} onFields={onFields} />;
}

function dropEmptyEnd(fields: readonly string[]): readonly string[] {
  let end = fields.length;
  while (end > 0 && !fields[end - 1]) end -= 1;
  return fields.slice(0, end);
}

function isComplete({ kind, fields }: ChartDefinition): boolean {
  if (fields.length === 0 || !fields.every(Boolean)) return false;
  if (kind === "parallel") return fields.length > 1;
  return !isRoleKind(kind) || fields.length >= ROLES[kind].filter((role) => !role.isOptional).length;
}
