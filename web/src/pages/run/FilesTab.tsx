/** The files of a run beside a preview of the one that is chosen. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useLocation } from "wouter";
import { type FileRef, fileAddress, filesQuery } from "../../api/queries";
import type { Field, FileFacts } from "../../api/types";
import { Preview } from "../../fields/preview";
import { isSystemPath } from "../../lib/field-paths";
import { countOf, formatBytes, formatExact } from "../../lib/numbers";
import { useAddress } from "../../state/address";
import { buttonClass, IconButton } from "../../ui/Button";
import { Code } from "../../ui/Copy";
import { Icon } from "../../ui/Icon";
import { Notice, Waiting } from "../../ui/Notice";
import { useNow } from "../../ui/now";
import { PathText, TimeText } from "../../ui/Words";
import css from "./FilesTab.module.css";
import { isFileField } from "./files";
import type { Fields, Holder } from "./use-fields";

const MOST_FILES = 1_000;

/** Own files first, then what the session kept: source, packages, differences. */
export function FilesTab({ run, fields }: { run: Holder; fields: Fields }) {
  const [address, change] = useAddress();
  const files = useMemo(() => orderFiles(fields.fields), [fields.fields]);
  const path = address.get("file") ?? files[0]?.path ?? null;
  const entry = address.get("entry");
  if (fields.isLoading) return <Waiting />;
  if (files.length === 0) {
    return (
      <Notice title="No files yet">
        <Code text={'run["model/best"].upload("best.pt")'} />
      </Notice>
    );
  }
  const choose = (next: string, inside: string | null) => change({ file: next, entry: inside });
  return <FileList run={run} files={files} path={path} entry={entry} onChoose={choose} />;
}

interface FileListProps {
  run: Holder;
  files: readonly Field[];
  path: string | null;
  entry: string | null;
  onChoose: (path: string, entry: string | null) => void;
}

function FileList({ run, files, path, entry, onChoose: choose }: FileListProps) {
  const field = files.find((one) => one.path === path);
  const step = useSteps({ run, files, path, entry, onChoose: choose });
  return (
    <div className={css.tab}>
      <nav className={css.list} aria-label="Files">
        <ul>
          {files.map((file) => (
            <li key={file.path}>
              <FileRow field={file} isChosen={file.path === path} onChoose={() => choose(file.path, null)} />
              {file.path === path && (file.files ?? 1) > 1 && (
                <Entries
                  run={run}
                  field={file}
                  entry={entry}
                  onChoose={(inside) => choose(file.path, inside)}
                />
              )}
            </li>
          ))}
        </ul>
      </nav>
      <div className={css.show}>
        {field && (
          <Shown key={`${field.path} ${entry}`} run={run} field={field} entry={entry} onStep={step} />
        )}
      </div>
    </div>
  );
}

/** Return how to go to the file after or before the one that is shown; `j` and `k` do so too. */
function useSteps({ run, files, path, entry, onChoose }: FileListProps): (by: 1 | -1) => void {
  const place = files.findIndex((one) => one.path === path);
  const field = files[place];
  const isSeveral = (field?.files ?? 1) > 1;
  const { data } = useQuery({ ...filesQuery(run.uid, path ?? "", MOST_FILES), enabled: isSeveral });
  const step = (by: 1 | -1) => {
    const inside = isSeveral ? (data?.files ?? []) : [];
    const shown = inside.findIndex((one) =>
      entry === null ? one.digest === field?.file?.digest : entryKey(one) === entry,
    );
    const within = inside[shown + by];
    const next = files[place + by];
    if (field && shown >= 0 && within) onChoose(field.path, entryKey(within));
    else if (next) onChoose(next.path, null);
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "j") step(1);
      if (event.key === "k") step(-1);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });
  return step;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null
  );
}

function orderFiles(fields: readonly Field[]): Field[] {
  const files = fields.filter(isFileField);
  return [
    ...files.filter((one) => !isSystemPath(one.path)),
    ...files.filter((one) => isSystemPath(one.path)),
  ];
}

interface FileRowProps {
  field: Field;
  isChosen: boolean;
  onChoose: () => void;
}

function FileRow({ field, isChosen, onChoose }: FileRowProps) {
  const count = field.files ?? 0;
  return (
    <button
      type="button"
      className={isChosen ? css.chosen : css.row}
      aria-pressed={isChosen}
      onClick={onChoose}
    >
      <Icon name={count > 1 ? "folder" : field.type === "table" ? "table" : "file"} size={14} />
      <span className={css.path}>
        <PathText path={field.path} limit={40} />
      </span>
      <span className={css.size}>
        {count > 1 ? countOf(count, "file") : formatBytes(field.file?.size ?? 0)}
      </span>
    </button>
  );
}

interface EntriesProps {
  run: Holder;
  field: Field;
  entry: string | null;
  onChoose: (entry: string) => void;
}

function Entries({ run, field, entry, onChoose }: EntriesProps) {
  const { data } = useQuery(filesQuery(run.uid, field.path, MOST_FILES));
  return (
    <ul>
      {data?.files.map((file) => {
        const key = entryKey(file);
        const isChosen = key === entry || (entry === null && file.digest === field.file?.digest);
        return (
          <li key={key}>
            <button
              type="button"
              className={isChosen ? css.chosenEntry : css.entry}
              aria-pressed={isChosen}
              onClick={() => onChoose(key)}
            >
              <span className={css.path}>{nameEntry(file)}</span>
              <span className={css.size}>{formatBytes(file.size)}</span>
            </button>
          </li>
        );
      })}
      {data && data.total > MOST_FILES && (
        <li className={css.more}>and {countOf(data.total - MOST_FILES, "file")} more</li>
      )}
    </ul>
  );
}

function entryKey(file: FileFacts): string {
  return file.step !== null && file.step !== undefined ? `step:${file.step}` : file.subpath;
}

function nameEntry(file: FileFacts): string {
  return file.step !== null && file.step !== undefined
    ? `step ${formatExact(file.step)}`
    : file.subpath || file.name;
}

interface ShownProps {
  run: Holder;
  field: Field;
  entry: string | null;
  onStep: (by: 1 | -1) => void;
}

function Shown({ run, field, entry, onStep }: ShownProps) {
  const now = useNow();
  const [, navigate] = useLocation();
  const wanted = (field.files ?? 1) > 1 && entry !== null;
  const { data } = useQuery({ ...filesQuery(run.uid, field.path, MOST_FILES), enabled: wanted });
  const file = wanted ? data?.files.find((one) => entryKey(one) === entry) : field.file;
  if (!file) return wanted && !data ? <Waiting /> : <Notice title="There is no file here." />;
  const source: FileRef = { run: run.uid, path: field.path, subpath: file.subpath, step: file.step ?? null };
  return (
    <>
      <header className={css.head}>
        <b>
          <PathText path={field.path} limit={60} plain />
          {(file.subpath || (file.step ?? null) !== null) && ` · ${nameEntry(file)}`}
        </b>
        <span>
          {formatBytes(file.size)} · {file.media_type || "bytes"} · <TimeText micros={file.time} now={now} />
          {file.changed && " · changed while it was read"}
        </span>
        <IconButton icon="up" label="Previous file (k)" onClick={() => onStep(-1)} />
        <IconButton icon="down" label="Next file (j)" onClick={() => onStep(1)} />
        <a className={buttonClass()} href={fileAddress(source, true)} download>
          <Icon name="download" size={14} /> Download
        </a>
      </header>
      {file.caption && <p className={css.caption}>{file.caption}</p>}
      <Preview file={file} source={source} onLink={navigate} />
    </>
  );
}
