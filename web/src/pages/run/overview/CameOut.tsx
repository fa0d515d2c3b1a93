/** What a run left behind: files, tables, and its last images. */

import { Link } from "wouter";
import { fileAddress } from "../../../api/queries";
import type { Field, Run } from "../../../api/types";
import { isSystemPath } from "../../../lib/field-paths";
import { formatBytes, formatCount } from "../../../lib/numbers";
import { runPath } from "../../../paths";
import { PathText } from "../../../ui/Words";
import { isFileField } from "../files";
import css from "./overview.module.css";

const FILES = 7;
const IMAGES = 6;

/** Files, and images as they are. */
export function CameOut({ run, fields }: { run: Run; fields: readonly Field[] }) {
  const files = fields.filter((field) => isFileField(field) && !isSystemPath(field.path));
  const images = files.filter((field) => field.file?.media_type.startsWith("image/") && !field.inherited);
  if (files.length === 0) return null;
  return (
    <>
      <section className={css.panel} aria-label="What came out">
        <h2>What came out</h2>
        <ul className={css.files}>
          {files.slice(0, FILES).map((field) => (
            <li key={field.path}>
              <Link href={`${runPath(run.project, run.id, "files")}?file=${encodeURIComponent(field.path)}`}>
                <PathText path={field.path} limit={60} />
              </Link>
              <span>{describeFile(field)}</span>
            </li>
          ))}
        </ul>
        {files.length > FILES && (
          <Link className={css.rest} href={runPath(run.project, run.id, "files")}>
            {files.length - FILES} more
          </Link>
        )}
      </section>
      {images.length > 0 && (
        <section className={css.panel} aria-label="Last images">
          <h2>Last images</h2>
          <ul className={css.images}>
            {images.slice(0, IMAGES).map((field) => (
              <li key={field.path}>
                <Link
                  href={`${runPath(run.project, run.id, "files")}?file=${encodeURIComponent(field.path)}`}
                >
                  <img
                    src={fileAddress({ run: run.uid, path: field.path, step: field.file?.step ?? null })}
                    alt={field.file?.caption || field.path}
                    loading="lazy"
                  />
                  <PathText path={field.path} limit={24} />
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function describeFile({ type, file, files, inherited }: Field): string {
  if (inherited) return "of the run it goes on from";
  const count = files ?? 0;
  if (count > 1) return `${formatCount(count)} files`;
  const size = formatBytes(file?.size ?? 0);
  return type === "table" ? `table · ${size}` : size;
}
