/** The code that ran: the script or cells of each session, files that were kept as source, and the state of git. */

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { part } from "../../api/part";
import { fileAddress, filesQuery, textQuery } from "../../api/queries";
import type { Field, FileFacts, Run } from "../../api/types";
import { Preview } from "../../fields/preview";
import { formatBytes } from "../../lib/numbers";
import { useAddress } from "../../state/address";
import { buttonClass } from "../../ui/Button";
import { Code } from "../../ui/Copy";
import { Icon } from "../../ui/Icon";
import { Notice, Waiting } from "../../ui/Notice";
import { PathText } from "../../ui/Words";
import { Failure } from "../Failure";
import css from "./FilesTab.module.css";
import { GitFacts } from "./GitFacts";
import { readSessions, type SessionFacts, splitSession, textOf } from "./session-fields";
import { type Fields, useSessionFields } from "./use-fields";

const PatchView = part(async () => (await import("../../ui/DiffView")).PatchView, <Waiting />);

const MOST_FILES = 1_000;
/** Where sources lie: of a session, or of the run, as Neptune's client has it too. */
const SOURCE = /^(?:sessions\/[^/]+\/)?(?:source|source_code)(?:\/|$)|^sessions\/[^/]+\/git\/diff$/;

/** A list of what there is beside what is chosen of it. */
export function SourceTab({ run, fields }: { run: Run; fields: Fields }) {
  const [address, change] = useAddress();
  const own = useSessionFields(run.uid);
  const sessions = useMemo(() => readSessions(own).reverse(), [own]);
  const sources = useMemo(() => listSources(own, fields.fields), [own, fields.fields]);
  const path = address.get("file") ?? sources[0]?.path ?? null;
  const field = sources.find((one) => one.path === path);
  const entry = address.get("entry");
  const session = sessions.find((one) => one.key === (path && splitSession(path).key)) ?? sessions[0];
  if (fields.isLoading) return <Waiting />;
  const hasGit = sessions.some((one) => textOf(one, "git/commit"));
  if (sources.length === 0 && !hasGit) return <NoSource />;
  const choose = (next: string, inside: string | null) => change({ file: next, entry: inside });
  return (
    <div className={css.tab}>
      <nav className={css.list} aria-label="Source">
        <Groups run={run} sources={sources} sessions={sessions} path={path} entry={entry} onChoose={choose} />
      </nav>
      <div className={css.show}>
        {session && <GitFacts session={session} />}
        {field && <Shown key={`${field.path} ${entry}`} run={run} field={field} entry={entry} />}
        {!field && <p className={css.more}>No source was kept beside the commit.</p>}
      </div>
    </div>
  );
}

function NoSource() {
  return (
    <Notice title="No source was kept">
      <p>
        The script, the state of git and its uncommitted changes are kept by themselves, unless capture of
        them is off. Other files are added as:
      </p>
      <Code text={'run["source"].upload_files("src/**/*.py")'} />
    </Notice>
  );
}

/** Changes first: what ran is the commit and they. */
function listSources(own: readonly Field[], all: readonly Field[]): Field[] {
  const rest = all.filter((field) => !field.path.startsWith("sessions/"));
  const found = [...own, ...rest].filter((field) => field.file && SOURCE.test(field.path));
  const rank = (field: Field) => (field.path.endsWith("/git/diff") ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b));
}

interface GroupsProps {
  run: Run;
  sources: readonly Field[];
  sessions: readonly SessionFacts[];
  path: string | null;
  entry: string | null;
  onChoose: (path: string, entry: string | null) => void;
}

function Groups({ run, sources, sessions, path, entry, onChoose }: GroupsProps) {
  const groups = [
    ...sessions.map((one, place) => ({
      name: `Session ${sessions.length - place}${textOf(one, "host") && ` · ${textOf(one, "host")}`}`,
      files: sources.filter((field) => splitSession(field.path).key === one.key),
    })),
    { name: "Of the run", files: sources.filter((field) => !splitSession(field.path).key) },
  ].filter((group) => group.files.length > 0);
  return groups.map((group) => (
    <section key={group.name} aria-label={group.name}>
      {groups.length > 1 && <h3 className={css.group}>{group.name}</h3>}
      <ul>
        {group.files.map((field) => (
          <li key={field.path}>
            <button
              type="button"
              className={field.path === path ? css.chosen : css.row}
              aria-pressed={field.path === path}
              onClick={() => onChoose(field.path, null)}
            >
              <Icon name={field.type === "file_set" ? "folder" : "file"} size={14} />
              <span className={css.path}>{nameSource(field)}</span>
              <span className={css.size}>{formatBytes(field.size ?? field.file?.size ?? 0)}</span>
            </button>
            {field.type === "file_set" && field.path === path && (
              <Entries
                run={run}
                field={field}
                entry={entry}
                onChoose={(inside) => onChoose(field.path, inside)}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  ));
}

function nameSource(field: Field): string {
  const { rest } = splitSession(field.path);
  if (rest === "git/diff") return "Uncommitted changes";
  if (rest === "source/cells") return "Executed cells";
  return rest === "source/script" ? (field.file?.name ?? "Script") : rest;
}

interface EntriesProps {
  run: Run;
  field: Field;
  entry: string | null;
  onChoose: (entry: string) => void;
}

function Entries({ run, field, entry, onChoose }: EntriesProps) {
  const { data } = useQuery(filesQuery(run.uid, field.path, MOST_FILES));
  const chosen = entry ?? data?.files[0]?.subpath;
  return (
    <ul>
      {data?.files.map((file) => (
        <li key={file.subpath}>
          <button
            type="button"
            className={file.subpath === chosen ? css.chosenEntry : css.entry}
            aria-pressed={file.subpath === chosen}
            onClick={() => onChoose(file.subpath)}
          >
            <span className={css.path}>
              <PathText path={file.subpath} limit={34} />
            </span>
            <span className={css.size}>{formatBytes(file.size)}</span>
          </button>
        </li>
      ))}
      {data && data.total > MOST_FILES && (
        <li className={css.more}>and {data.total - MOST_FILES} more: see them among the files</li>
      )}
    </ul>
  );
}

function Shown({ run, field, entry }: { run: Run; field: Field; entry: string | null }) {
  const isSet = field.type === "file_set";
  const { data } = useQuery({ ...filesQuery(run.uid, field.path, MOST_FILES), enabled: isSet });
  const file = isSet
    ? (data?.files.find((one) => one.subpath === entry) ?? data?.files[0])
    : (field.file ?? undefined);
  if (!file) return <Waiting />;
  const source = { run: run.uid, path: field.path, subpath: file.subpath };
  const download = (
    <a className={buttonClass("normal", true)} href={fileAddress(source, true)} download>
      <Icon name="download" size={14} /> Download
    </a>
  );
  if (field.path.endsWith("/git/diff"))
    return (
      <Patch address={fileAddress(source)} file={file}>
        {download}
      </Patch>
    );
  return (
    <>
      <header className={css.head}>
        <b>{file.subpath || file.name}</b>
        <span>{formatBytes(file.size)}</span>
        {download}
      </header>
      <Preview file={file} source={source} />
    </>
  );
}

function Patch({ address, file, children }: { address: string; file: FileFacts; children: React.ReactNode }) {
  const { data, error } = useQuery(textQuery(address));
  if (error) {
    return <Failure error={error} />;
  }
  if (data === undefined) return <Waiting label={`Reading ${formatBytes(file.size)} of changes`} />;
  return <PatchView text={data}>{children}</PatchView>;
}
