/** Which series a line chart draws: some by name, or whatever an expression matches. */

import { useMemo, useState } from "react";
import { isRule, MOST_SERIES } from "../../lib/chart-definitions";
import { formatCount } from "../../lib/numbers";
import { useSearch } from "../../ui/expressions";
import { Input, SearchInput } from "../../ui/Input";
import { PathText } from "../../ui/Words";
import css from "./charts.module.css";

const MOST = 300;

interface SeriesChoiceProps {
  paths: readonly string[];
  fields: readonly string[];
  onFields: (fields: readonly string[]) => void;
}

/** Two ways to the same list. */
export function SeriesChoice({ paths, fields, onFields }: SeriesChoiceProps) {
  const [isByRule, setByRule] = useState(fields.length === 1 && isRule(fields[0] ?? ""));
  const turn = (byRule: boolean) => {
    setByRule(byRule);
    onFields([]);
  };
  return (
    <>
      <div className={css.kinds} role="radiogroup" aria-label="How series are picked">
        <label className={css.kind}>
          <input type="radio" name="way" checked={!isByRule} onChange={() => turn(false)} /> By name
        </label>
        <label className={css.kind}>
          <input type="radio" name="way" checked={isByRule} onChange={() => turn(true)} /> By an expression
        </label>
      </div>
      {isByRule ? (
        <ByRule paths={paths} fields={fields} onFields={onFields} />
      ) : (
        <ByName paths={paths} fields={fields} onFields={onFields} />
      )}
    </>
  );
}

function ByName({ paths, fields, onFields }: SeriesChoiceProps) {
  const [search, setSearch] = useState("");
  const { matches } = useSearch(search);
  const found = useMemo(() => paths.filter(matches), [paths, matches]);
  const turn = (path: string) =>
    onFields(fields.includes(path) ? fields.filter((one) => one !== path) : [...fields, path]);
  return (
    <>
      <SearchInput data-first label="Search series" value={search} onValue={setSearch} />
      <ul className={css.found}>
        {found.slice(0, MOST).map((path) => (
          <li key={path}>
            <label>
              <input
                type="checkbox"
                checked={fields.includes(path)}
                disabled={!fields.includes(path) && fields.length >= MOST_SERIES}
                onChange={() => turn(path)}
              />
              <PathText path={path} limit={80} />
            </label>
          </li>
        ))}
      </ul>
      <p className={css.fullNote} role="status">
        {formatCount(found.length)} of {formatCount(paths.length)} series found, {fields.length} picked
      </p>
    </>
  );
}

function ByRule({ paths, fields, onFields }: SeriesChoiceProps) {
  const [text, setText] = useState((fields[0] ?? "").replace(/^\/(.*)\/i?$/, "$1"));
  const search = useSearch(text ? `/${text}/` : "");
  const found = text && !search.problem ? paths.filter(search.matches) : [];
  return (
    <>
      <Input
        data-first
        className="mono"
        aria-label="Expression"
        placeholder="loss$"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          onFields(event.target.value ? [`/${event.target.value}/`] : []);
        }}
      />
      <ul className={css.found} aria-label="Series that match">
        {found.slice(0, MOST).map((path) => (
          <li key={path}>
            <span>
              <PathText path={path} limit={80} />
            </span>
          </li>
        ))}
      </ul>
      <p className={css.fullNote} role="status">
        {search.problem || `${formatCount(found.length)} of ${formatCount(paths.length)} series match`}
        {found.length > MOST_SERIES && `; the first ${MOST_SERIES} are drawn`}
      </p>
    </>
  );
}
