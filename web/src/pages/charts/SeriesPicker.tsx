/** One field out of many, found by its name. */

import { useMemo, useState } from "react";
import { formatCount } from "../../lib/numbers";
import { Dialog } from "../../ui/Dialog";
import { useSearch } from "../../ui/expressions";
import { SearchInput } from "../../ui/Input";
import { PathText } from "../../ui/Words";
import css from "./charts.module.css";

const MOST = 200;

interface SeriesPickerProps {
  title: string;
  paths: readonly string[];
  onPick: (path: string) => void;
  onClose: () => void;
}

/** A dialog with a search; Enter takes the first that is found. */
export function SeriesPicker({ title, paths, onPick, onClose }: SeriesPickerProps) {
  const [search, setSearch] = useState("");
  const { matches } = useSearch(search);
  const found = useMemo(() => paths.filter(matches), [paths, matches]);
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (found[0] !== undefined) onPick(found[0]);
        }}
      >
        <SearchInput data-first label="Search series" value={search} onValue={setSearch} />
        <ul className={css.found}>
          {found.slice(0, MOST).map((path) => (
            <li key={path}>
              <button type="button" onClick={() => onPick(path)}>
                <PathText path={path} limit={80} />
              </button>
            </li>
          ))}
        </ul>
        {found.length > MOST && <p className={css.fullNote}>and {formatCount(found.length - MOST)} more</p>}
      </form>
    </Dialog>
  );
}
