/** The code of two runs: commits, uncommitted changes, script and files, as differences from one to the other. */

import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { filesQuery, sessionFieldsQuery, sourceFieldsQuery } from "../../api/queries";
import type { Run } from "../../api/types";
import { countOf } from "../../lib/numbers";
import { useAddress } from "../../state/address";
import { gather } from "../../state/gather";
import { IconButton } from "../../ui/Button";
import { joinClasses } from "../../ui/classes";
import { type DiffLook, LookSwitch } from "../../ui/DiffView";
import { Choice } from "../../ui/Form";
import { Icon } from "../../ui/Icon";
import { Notice, Waiting } from "../../ui/Notice";
import { PathText } from "../../ui/Words";
import { Failure } from "../Failure";
import files from "../run/FilesTab.module.css";
import { GitFacts } from "../run/GitFacts";
import { type SessionFacts, textOf } from "../run/session-fields";
import css from "./ComparePage.module.css";
import { type Compared, readSingles, type Single } from "./compared";
import { GroupNote, PlaceName } from "./Heads";
import marks from "./marks.module.css";
import { OnlyDifferences } from "./OnlyDifferences";
import { PartDiff } from "./PartDiff";
import { findSession, joinParts, listSources, type Mark, makePart, type Part, type PartPair } from "./parts";
import own from "./SourceTab.module.css";

/** Files of one set, and sets of one run, that are set side by side. */
const MOST_FILES = 1_000;
const MOST_SETS = 20;

/** Which two, then what they kept beside the differences of what is chosen of it. */
export function SourceTab({ compared }: { compared: Compared }) {
  const [address, change] = useAddress();
  const singles = readSingles(compared.places);
  const before = singles.find((one) => one.index === compared.reference);
  const others = singles.filter((one) => one !== before);
  const given = address.get("against");
  const after = others.find((one) => String(one.index) === given) ?? others[0];
  if (!before || !after) {
    return (
      <Notice title="One run has nothing beside it">
        <p>Select two runs or more in the table to see how their code differs.</p>
      </Notice>
    );
  }
  const choose = (reference: number, against: number) =>
    change({
      reference: reference === 0 ? null : String(reference),
      against: String(against),
      file: null,
    });
  const options = singles.map((one) => [String(one.index), nameOption(one)] as const);
  return (
    <>
      <div className={css.bar}>
        <div className={css.pair}>
          <span className={css.side}>
            From
            <Choice
              aria-label="From"
              value={String(before.index)}
              options={options}
              onChoose={(next) =>
                choose(Number(next), Number(next) === after.index ? before.index : after.index)
              }
            />
          </span>
          <IconButton
            icon="compare"
            label="Swap both"
            look="normal"
            onClick={() => choose(after.index, before.index)}
          />
          <span className={css.side}>
            to
            <Choice
              aria-label="To"
              value={String(after.index)}
              options={options.filter(([index]) => index !== String(before.index))}
              onChoose={(next) => choose(before.index, Number(next))}
            />
          </span>
        </div>
        <GroupNote places={[before.place, after.place]} />
        <OnlyDifferences isAll={compared.isAll} />
      </div>
      <Pair key={`${before.run.uid} ${after.run.uid}`} {...{ before, after }} isAll={compared.isAll} />
    </>
  );
}

function nameOption({ place, run }: Single): string {
  return place.name === run.id ? run.id : `${place.name} (${run.id})`;
}

function Pair({ before, after, isAll }: { before: Single; after: Single; isAll: boolean }) {
  const [address, change] = useAddress();
  const [look, setLook] = useState<DiffLook>("unified");
  const [old, fresh] = [useCode(before.run), useCode(after.run)];
  const pairs = useMemo(() => joinParts(old.parts, fresh.parts), [old.parts, fresh.parts]);
  const error = old.error ?? fresh.error;
  if (error) {
    return <Failure error={error} />;
  }
  if (old.isLoading || fresh.isLoading) return <Waiting />;
  if (pairs.length === 0 && !hasCommit(old.session) && !hasCommit(fresh.session)) return <NoCode />;
  const changed = pairs.filter((pair) => pair.mark !== "same");
  const shown = isAll ? pairs : changed;
  const chosen = shown.find((pair) => pair.key === address.get("file")) ?? shown[0];
  return (
    <div className={files.tab}>
      <nav className={files.list} aria-label="Parts of the code">
        <p className={own.count} role="status">
          {countOf(changed.length, "part")} {changed.length === 1 ? "differs" : "differ"},{" "}
          {pairs.length - changed.length} {pairs.length - changed.length === 1 ? "is" : "are"} the same
        </p>
        <ul>
          {shown.map((pair) => (
            <li key={pair.key}>
              <PairRow pair={pair} isChosen={pair === chosen} onChoose={() => change({ file: pair.key })} />
            </li>
          ))}
        </ul>
        {(old.isCut || fresh.isCut) && (
          <p className={files.more}>Of a set the first {countOf(MOST_FILES, "file")} are compared.</p>
        )}
      </nav>
      <div className={files.show}>
        <Commits before={before} after={after} old={old.session} fresh={fresh.session} />
        {chosen ? (
          <>
            <div className={own.looks}>
              <LookSwitch look={look} onLook={setLook} />
            </div>
            <PartDiff key={chosen.key} pair={chosen} look={look} />
          </>
        ) : (
          <p className={own.none}>
            {pairs.length > 0
              ? "All that was kept of their code is the same."
              : "No source was kept beside the commits."}
          </p>
        )}
      </div>
    </div>
  );
}

function NoCode() {
  return (
    <Notice title="Neither kept its source">
      <p>
        The script, the state of git and its uncommitted changes are kept by themselves, unless capture of
        them is off.
      </p>
    </Notice>
  );
}

const SIGNS: Record<Mark, string> = { same: "=", changed: "±", added: "+", removed: "−" };

interface PairRowProps {
  pair: PartPair;
  isChosen: boolean;
  onChoose: () => void;
}

function PairRow({ pair, isChosen, onChoose }: PairRowProps) {
  return (
    <button
      type="button"
      className={isChosen ? files.chosen : files.row}
      aria-pressed={isChosen}
      onClick={onChoose}
    >
      <Icon name="file" size={14} />
      <span className={files.path}>
        <PathText path={pair.name} limit={34} />
      </span>
      <span className={joinClasses(own.mark, marks[pair.mark])}>
        <b aria-hidden="true">{SIGNS[pair.mark]}</b> {pair.mark === "same" ? "the same" : pair.mark}
      </span>
    </button>
  );
}

function hasCommit(session: SessionFacts | null): boolean {
  return session !== null && textOf(session, "git/commit") !== "";
}

interface CommitsProps {
  before: Single;
  after: Single;
  old: SessionFacts | null;
  fresh: SessionFacts | null;
}

function Commits({ before, after, old, fresh }: CommitsProps) {
  const isSame =
    hasCommit(old) &&
    fresh !== null &&
    old !== null &&
    textOf(old, "git/commit") === textOf(fresh, "git/commit");
  return (
    <>
      <div className={own.commits}>
        {[
          { single: before, session: old },
          { single: after, session: fresh },
        ].map(({ single, session }) => (
          <section key={single.run.uid} aria-label={`Code of ${single.place.name}`}>
            <PlaceName place={single.place} />
            {session && <GitFacts session={session} />}
            {!hasCommit(session) && <p className={own.none}>It kept no commit.</p>}
          </section>
        ))}
      </div>
      {isSame && <p className={own.none}>Both ran on the same commit.</p>}
    </>
  );
}

interface CodeOf {
  session: SessionFacts | null;
  parts: Part[];
  isLoading: boolean;
  isCut: boolean;
  error: unknown;
}

/** Read what a run kept of its code. */
function useCode(run: Run): CodeOf {
  const ofSessions = useQuery(sessionFieldsQuery(run.uid));
  const ofRun = useQuery(sourceFieldsQuery(run.uid));
  const session = useMemo(() => findSession(ofSessions.data?.fields ?? []), [ofSessions.data]);
  const sources = useMemo(() => listSources(session, ofRun.data?.fields ?? []), [session, ofRun.data]);
  const sets = useMemo(
    () => sources.filter(([, field]) => field.type === "file_set").slice(0, MOST_SETS),
    [sources],
  );
  const found = useQueries({
    queries: sets.map(([, field]) => filesQuery(run.uid, field.path, MOST_FILES)),
    combine: gather,
  });
  const parts = useMemo(() => {
    const single = sources.flatMap(([path, field]) =>
      field.file && field.type !== "file_set" ? makePart(run.uid, path, field, field.file) : [],
    );
    const inside = sets.flatMap(([path, field], place) =>
      (found.answers[place]?.files ?? []).map((file) => makePart(run.uid, path, field, file)),
    );
    return [...single, ...inside];
  }, [sources, sets, found.answers, run.uid]);
  return {
    session,
    parts,
    isLoading: ofSessions.isPending || ofRun.isPending || found.isPending,
    isCut: found.answers.some((one) => (one?.total ?? 0) > MOST_FILES),
    error: ofSessions.error ?? ofRun.error ?? found.error,
  };
}
