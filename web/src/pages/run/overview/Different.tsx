/** What a run changed against the baseline, or against the run before it; the whole configuration a click away. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { differencesQuery } from "../../../api/queries";
import type { Field, Project, Run } from "../../../api/types";
import { ChangeText } from "../../../fields/changes";
import { drawValue } from "../../../fields/values";
import { isConfigPath } from "../../../lib/field-paths";
import { comparePath, runPath } from "../../../paths";
import { Button } from "../../../ui/Button";
import { CopyButton } from "../../../ui/Copy";
import { PathText } from "../../../ui/Words";
import css from "./overview.module.css";

const CHANGES = 12;
const SETTINGS = 14;

interface DifferentProps {
  run: Run;
  fields: readonly Field[];
  project: Project | undefined;
}

/** The second panel. */
export function Different({ run, fields, project }: DifferentProps) {
  const [isWhole, setWhole] = useState(false);
  const baseline = project?.baseline ?? null;
  const against = baseline === run.id ? null : baseline;
  const { data } = useQuery({
    ...differencesQuery(run.project, { runs: [run.uid], against, limit: CHANGES }),
    enabled: project !== undefined,
  });
  const found = data?.[0];
  const prefixes = project?.config_prefixes ?? [];
  const config = fields.filter((field) => isConfigPath(field.path, prefixes));
  const showsConfig = isWhole || found?.against === null;
  return (
    <section className={css.panel} aria-label="What is different">
      <h2>
        {found?.against && !showsConfig ? (
          <b className={css.title}>
            What is different, against{" "}
            <Link href={runPath(run.project, found.against)}>
              {found.against === baseline ? `the baseline ${found.against}` : found.against}
            </Link>
          </b>
        ) : (
          "Configuration"
        )}
        <span>
          {found?.against && (
            <Button small look="plain" onClick={() => setWhole(!isWhole)}>
              {isWhole ? "What is different" : "Configuration"}
            </Button>
          )}
          {showsConfig && config.length > 0 && (
            <CopyButton text={() => spellAll(config)} label="Copy the configuration" />
          )}
        </span>
      </h2>
      {showsConfig ? (
        <Settings run={run} config={config} prefixes={prefixes} />
      ) : (
        <ul className={css.changes}>
          {found?.changes.map((change) => (
            <li key={`${change.kind} ${change.path}`}>
              <ChangeText change={change} isWhole />
            </li>
          ))}
          {found && found.changes.length === 0 && <li className={css.none}>Nothing that was captured.</li>}
        </ul>
      )}
      {found && !showsConfig && found.total > found.changes.length && (
        <Link className={css.rest} href={comparePath(run.project, [[found.against ?? ""], [run.id]])}>
          {found.total - found.changes.length} more
        </Link>
      )}
      {found?.same_configuration && (
        <p className={css.same}>
          Same configuration as{" "}
          <Link href={runPath(run.project, found.same_configuration)}>{found.same_configuration}</Link>
        </p>
      )}
    </section>
  );
}

interface SettingsProps {
  run: Run;
  config: readonly Field[];
  prefixes: readonly string[];
}

function Settings({ run, config, prefixes }: SettingsProps) {
  return (
    <>
      <dl className={css.pairs}>
        {config.slice(0, SETTINGS).map((field) => (
          <Setting key={field.path} field={field} prefixes={prefixes} />
        ))}
        {config.length === 0 && <dt className={css.none}>Nothing was configured.</dt>}
      </dl>
      {config.length > SETTINGS && (
        <Link
          className={css.rest}
          href={`${runPath(run.project, run.id, "fields")}?find=${prefixes[0] ?? ""}/`}
        >
          {config.length - SETTINGS} more
        </Link>
      )}
    </>
  );
}

function Setting({ field, prefixes }: { field: Field; prefixes: readonly string[] }) {
  const prefix = prefixes.find((one) => field.path.startsWith(`${one}/`)) ?? "";
  return (
    <>
      <dt title={field.path}>
        <PathText path={field.path.slice(prefix ? prefix.length + 1 : 0)} limit={36} />
      </dt>
      <dd className="mono">{drawValue(field)}</dd>
    </>
  );
}

function spellAll(config: readonly Field[]): string {
  return config.map((field) => `${field.path}\t${JSON.stringify(field.value ?? null)}`).join("\n");
}
