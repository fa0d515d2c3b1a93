/** The packages that runs were trained with, side by side, and the machine and Python beside them. */

import { useQueries } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState } from "react";
import { fileAddress, sessionFieldsQuery, textQuery } from "../../api/queries";
import type { Field } from "../../api/types";
import { countOf } from "../../lib/numbers";
import { readPackages } from "../../lib/packages";
import { useAddress } from "../../state/address";
import { gather } from "../../state/gather";
import { Grid, type GridRow } from "../../table/Grid";
import { Code } from "../../ui/Copy";
import { joinClasses } from "../../ui/classes";
import { useSearch } from "../../ui/expressions";
import { SearchInput } from "../../ui/Input";
import { Notice, Waiting } from "../../ui/Notice";
import { useWidth } from "../../ui/use-in-sight";
import { Failure } from "../Failure";
import { readSessions, type SessionFacts, textOf } from "../run/session-fields";
import css from "./ComparePage.module.css";
import { type Compared, readSingles, type Single } from "./compared";
import { GroupNote } from "./Heads";
import marks from "./marks.module.css";
import { OnlyDifferences } from "./OnlyDifferences";
import own from "./PackagesTab.module.css";
import { type Environment, joinEnvironments, markVersion, type VersionRow } from "./packages";
import { usePlaceColumns } from "./place-columns";

const MOST_BYTES = 2_000_000;
/** What a session says of where it ran. */
const FACTS = [
  ["Python", "python"],
  ["System", "os"],
  ["Host", "host"],
  ["Processor", "cpu"],
] as const;

/** A row for each package, a column for each place. */
export function PackagesTab({ compared }: { compared: Compared }) {
  const { places, reference, isAll, onReference } = compared;
  const [address, change] = useAddress();
  const find = address.get("find") ?? "";
  const { matches } = useSearch(useDeferredValue(find));
  const [active, setActive] = useState(-1);
  const [ref, room] = useWidth<HTMLDivElement>();
  const singles = useMemo(() => readSingles(places), [places]);
  const { environments, isLoading, error } = useEnvironments(singles, places.length);
  const rows = useMemo(() => joinEnvironments(environments), [environments]);
  const { columns, onWidth, onHead } = usePlaceColumns({
    places,
    reference,
    onReference,
    first: "Package",
    room,
    onRemove: null,
  });
  if (error) {
    return <Failure error={error} />;
  }
  if (isLoading) return <Waiting />;
  const kept = environments.filter((one) => one?.packages).length;
  if (kept === 0) return <NoPackages />;
  const differing = rows.filter((row) => row.differs).length;
  const shown = rows.filter((row) => (isAll || row.differs) && matches(row.name));
  const rowAt = (index: number): GridRow | null => {
    const row = shown[index];
    if (!row) return null;
    return {
      key: row.key,
      tone: row.isFact ? "group" : "plain",
      cells: (at) =>
        at === 0 ? (
          <bdi title={row.name}>{row.name}</bdi>
        ) : (
          <Version row={row} at={at - 1} reference={reference} />
        ),
    };
  };
  return (
    <>
      <div className={css.bar}>
        <SearchInput
          className={css.find}
          label="Search packages"
          value={find}
          onValue={(value) => change({ find: value || null })}
        />
        <OnlyDifferences isAll={isAll} />
        <span className={css.count} role="status">
          {differing} of {countOf(rows.length, "row")} {differing === 1 ? "differs" : "differ"}
          {kept < places.length && `; ${countOf(places.length - kept, "place")} kept no list`}
        </span>
        <GroupNote places={places} />
      </div>
      <div ref={ref} className={css.table}>
        {shown.length === 0 && (
          <p className={css.none}>{find ? "No package has this in its name." : "They are all the same."}</p>
        )}
        {room > 0 && shown.length > 0 && (
          <Grid
            label="Packages side by side"
            columns={columns}
            rowCount={shown.length}
            rowAt={rowAt}
            active={active}
            onActive={setActive}
            onRange={() => undefined}
            onOpen={() => undefined}
            onSort={onHead}
            onWidth={onWidth}
          />
        )}
      </div>
    </>
  );
}

function Version({ row, at, reference }: { row: VersionRow; at: number; reference: number }) {
  const version = row.versions[at];
  if (version === undefined) return <span className={marks.same}>no list</span>;
  const mark = at === reference ? null : markVersion(row, at, reference);
  if (version === null)
    return mark === "removed" ? (
      <span className={joinClasses(own.removed, marks.removed)}>− removed</span>
    ) : (
      <span className={marks.same}>–</span>
    );
  return (
    <span
      className={joinClasses(own.version, at !== reference && mark === null && marks.same)}
      title={version}
    >
      <bdi>{version}</bdi>
      {mark && <em className={marks[mark]}>{mark === "added" ? "+ added" : "changed"}</em>}
    </span>
  );
}

function NoPackages() {
  return (
    <Notice title="None of them kept a list of packages">
      <p>It is kept by itself a moment after a session starts, unless capture of packages is off:</p>
      <Code text={"seamark.init_run(..., capture=True)"} />
    </Notice>
  );
}

/** Read what the newest session with a list says; equal lists are read once. */
function useEnvironments(singles: readonly Single[], places: number) {
  const fields = useQueries({
    queries: singles.map(({ run }) => sessionFieldsQuery(run.uid)),
    combine: gather,
  });
  const lists = useMemo(
    () =>
      singles.map(({ run }, place) => {
        const session = findList(fields.answers[place]?.fields ?? []);
        const field = session?.values.get("packages");
        const digest = field?.file?.digest ?? null;
        return { session, digest, address: field ? fileAddress({ run: run.uid, path: field.path }) : "" };
      }),
    [singles, fields.answers],
  );
  const distinct = useMemo(
    () => new Map(lists.flatMap(({ digest, address }) => (digest ? [[digest, address] as const] : []))),
    [lists],
  );
  const texts = useQueries({
    queries: [...distinct.values()].map((address) => textQuery(address)),
    combine: gather,
  });
  const environments = useMemo(() => {
    const digests = [...distinct.keys()];
    const packages = new Map(texts.answers.map((text = "", place) => [digests[place], readPackages(text)]));
    const all = Array.from({ length: places }, (): Environment | null => null);
    lists.forEach(({ session, digest }, place) => {
      const index = singles[place]?.index ?? 0;
      if (session)
        all[index] = {
          facts: FACTS.map(([name, path]) => [name, textOf(session, path)]),
          packages: digest ? (packages.get(digest) ?? []) : null,
        };
    });
    return all;
  }, [lists, distinct, texts.answers, singles, places]);
  return {
    environments,
    isLoading: fields.isPending || texts.isPending,
    error: fields.error ?? texts.error,
  };
}

function findList(fields: readonly Field[]): SessionFacts | null {
  const sessions = readSessions(fields).reverse();
  const hasList = (session: SessionFacts) => {
    const file = session.values.get("packages")?.file;
    return file !== undefined && file !== null && file.size <= MOST_BYTES;
  };
  return sessions.find(hasList) ?? null;
}
