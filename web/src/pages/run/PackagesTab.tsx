/** The packages that were installed where a run trained: of the newest session, and where others differ. */

import { useQueries } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { fileAddress, textQuery } from "../../api/queries";
import type { Run } from "../../api/types";
import { countOf } from "../../lib/numbers";
import { joinPackages, readPackages } from "../../lib/packages";
import { useAddress } from "../../state/address";
import { gather } from "../../state/gather";
import { Button, buttonClass } from "../../ui/Button";
import { Code } from "../../ui/Copy";
import { useSearch } from "../../ui/expressions";
import { Icon } from "../../ui/Icon";
import { SearchInput } from "../../ui/Input";
import { Notice, Waiting } from "../../ui/Notice";
import { type GridColumn, RowGrid } from "../../ui/RowGrid";
import { Failure } from "../Failure";
import css from "./PackagesTab.module.css";
import { readSessions, textOf } from "./session-fields";
import { useSessionFields } from "./use-fields";

const MOST_SESSIONS = 8;
const MOST_BYTES = 2_000_000;

/** A table of packages, one column for each different list. */
export function PackagesTab({ run }: { run: Run }) {
  const [address, change] = useAddress();
  const find = address.get("find") ?? "";
  const onlyDifferent = address.get("differ") === "1";
  const { matches } = useSearch(useDeferredValue(find));
  const { lists, texts, isLoading, error } = useLists(run);
  const rows = useMemo(() => joinPackages(texts.map((text = "") => readPackages(text))), [texts]);
  if (isLoading) return <Waiting />;
  if (error) {
    return <Failure error={error} />;
  }
  const newest = lists[0];
  if (!newest) return <NoPackages />;
  const differing = rows.filter((row) => row.differs).length;
  const shown = rows.filter((row) => (!onlyDifferent || row.differs) && matches(row.name));
  const columns: GridColumn[] = [
    { name: "Package" },
    ...lists.map((list, place) => ({
      name: place === 0 && lists.length === 1 ? "Version" : list.name,
      ...(lists.length > 1 && { hint: place === 0 ? "the newest session" : list.others }),
    })),
  ];
  return (
    <div className={css.tab}>
      <div className={css.bar}>
        <SearchInput
          label="Search packages"
          value={find}
          onValue={(value) => change({ find: value || null })}
        />
        <span role="status">
          {shown.length < rows.length && `${shown.length} of `}
          {countOf(rows.length, "package")}
          {lists.length > 1 && `, ${differing} not the same in all sessions`}
        </span>
        {lists.length > 1 && (
          <Button
            small
            aria-pressed={onlyDifferent}
            onClick={() => change({ differ: onlyDifferent ? null : "1" })}
          >
            Only differences
          </Button>
        )}
        <a className={buttonClass("normal", true)} href={newest.download} download>
          <Icon name="download" size={14} /> requirements.txt
        </a>
      </div>
      <RowGrid
        label="Packages"
        columns={columns}
        count={shown.length}
        rowAt={(index) => {
          const row = shown[index];
          return row && [row.name, ...row.versions];
        }}
      />
    </div>
  );
}

interface PackageList {
  name: string;
  /** What other sessions have the same list. */
  others: string;
  address: string;
  download: string;
}

function useLists(run: Run) {
  const fields = useSessionFields(run.uid);
  const lists = useMemo(() => {
    const byDigest = new Map<string, PackageList & { count: number }>();
    const sessions = readSessions(fields);
    sessions.forEach((session, place) => {
      const field = session.values.get("packages");
      if (!field?.file || field.file.size > MOST_BYTES) return;
      const source = { run: run.uid, path: field.path };
      const count = (byDigest.get(field.file.digest)?.count ?? 0) + 1;
      const host = textOf(session, "host");
      byDigest.delete(field.file.digest);
      byDigest.set(field.file.digest, {
        name: `Session ${place + 1}${host && ` · ${host}`}`,
        others: count > 1 ? `and ${countOf(count - 1, "other session")}` : "",
        address: fileAddress(source),
        download: fileAddress(source, true),
        count,
      });
    });
    return [...byDigest.values()].reverse().slice(0, MOST_SESSIONS);
  }, [fields, run.uid]);
  const { answers, isPending, error } = useQueries({
    queries: lists.map((list) => textQuery(list.address)),
    combine: gather,
  });
  return { lists, texts: answers, error, isLoading: isPending };
}

function NoPackages() {
  return (
    <Notice title="No list of packages was kept">
      <p>It is kept by itself a moment after a session starts, unless capture of packages is off:</p>
      <Code text={"seamark.init_run(..., capture=True)"} />
    </Notice>
  );
}
