/** The files of a run beside a preview of the one that is chosen. */

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type FileRef, fileAddress, filesQuery } from "../../api/queries";
import type { Field, FileFacts } from "../../api/types";
import { Preview } from "../../fields/preview";
import { isSystemPath } from "../../lib/field-paths";
import { countOf, formatBytes, formatExact } from "../../lib/numbers";
import { useAddress } from "../../state/address";
import { buttonClass } from "../../ui/Button";
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
  const field = files.find((one) => one.path === path);
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
        {field && <Shown key={`${field.path} ${entry}`} run={run} field={field} entry={entry} />}
      </div>
    </div>
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

function Shown({ run, field, entry }: { run: Holder; field: Field; entry: string | null }) {
  const now = useNow();
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
        <a className={buttonClass()} href={fileAddress(source, true)} download>
          <Icon name="download" size={14} /> Download
        </a>
      </header>
      {file.caption && <p className={css.caption}>{file.caption}</p>}
      <Preview file={file} source={source} />
    </>
  );
}
