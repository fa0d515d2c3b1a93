/** All curves of a chart by name: searched, and hidden by a click. */

import { useMemo, useState } from "react";
import { countOf, formatCount } from "../lib/numbers";
import { Button } from "../ui/Button";
import { useSearch } from "../ui/expressions";
import { SearchInput } from "../ui/Input";
import type { Curve } from "./curve";
import css from "./Legend.module.css";
import { Swatch } from "./Swatch";

/** More names than anybody reads; a search finds the others. */
const MOST = 400;

export type LegendEntry = Pick<Curve, "key" | "label" | "slot" | "stroke">;

interface LegendProps {
  entries: readonly LegendEntry[];
  hidden: ReadonlySet<string>;
  onHidden: (hidden: ReadonlySet<string>) => void;
  onStrong: (key: string | null) => void;
}

/** A list beside a chart. */
export function Legend({ entries, hidden, onHidden, onStrong }: LegendProps) {
  const [search, setSearch] = useState("");
  const { matches } = useSearch(search);
  const found = useMemo(() => entries.filter((entry) => matches(entry.label)), [entries, matches]);
  const turn = (key: string) => {
    const next = new Set(hidden);
    if (!next.delete(key)) next.add(key);
    onHidden(next);
  };
  return (
    <aside className={css.legend} aria-label="Legend">
      <SearchInput label="Search the legend" value={search} onValue={setSearch} />
      <div className={css.line}>
        {search ? `${formatCount(found.length)} of ` : ""}
        {countOf(entries.length, "line")}
        {hidden.size > 0 && `, ${hidden.size} hidden`}
        <Button
          small
          look="plain"
          onClick={() => onHidden(hidden.size ? new Set() : new Set(found.map((entry) => entry.key)))}
        >
          {hidden.size ? "Show all" : "Hide all"}
        </Button>
      </div>
      <ul className={css.list}>
        {found.slice(0, MOST).map((entry) => (
          <li key={entry.key}>
            <button
              type="button"
              aria-pressed={!hidden.has(entry.key)}
              title={entry.label}
              className={hidden.has(entry.key) ? css.off : undefined}
              onClick={() => turn(entry.key)}
              onPointerEnter={() => onStrong(hidden.has(entry.key) ? null : entry.key)}
              onPointerLeave={() => onStrong(null)}
            >
              <Swatch slot={entry.slot} stroke={entry.stroke} />
              <span>{entry.label}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length > MOST && <p className={css.line}>and {formatCount(found.length - MOST)} more</p>}
    </aside>
  );
}
