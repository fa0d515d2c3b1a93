/** A file as far as a browser can show it. What a person made runs nowhere but in a frame of its own. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "../api/client";
import { type FileRef, fileAddress, textQuery } from "../api/queries";
import type { FileFacts } from "../api/types";
import { readCsv } from "../lib/csv";
import { countOf, formatBytes } from "../lib/numbers";
import { Notice, Waiting } from "../ui/Notice";
import css from "./fields.module.css";

/** Images smaller than this, in pixels, are enlarged to about it, at most so many times. */
const SMALL_IMAGE = 256;
const MOST_ENLARGED = 8;
const MOST_TEXT = 2_000_000;
const MOST_ROWS = 500;
const MOST_SHOWN = 200_000;

export type PreviewKind = "image" | "page" | "csv" | "json" | "diff" | "text" | "audio" | "video" | "none";

/** Return how a file can be shown, by its media type and name. */
export function previewKind(file: Pick<FileFacts, "media_type" | "name" | "subpath">): PreviewKind {
  const type = file.media_type.split(";")[0]?.trim().toLowerCase() ?? "";
  const name = (file.subpath || file.name).toLowerCase();
  if (type === "image/svg+xml" || type === "text/html" || /\.(svg|html?)$/.test(name)) return "page";
  if (type.startsWith("image/")) return "image";
  if (type.startsWith("audio/")) return "audio";
  if (type.startsWith("video/")) return "video";
  if (type === "text/csv" || /\.(csv|tsv)$/.test(name)) return "csv";
  if (type === "application/json" || type.endsWith("+json") || /\.(json|ipynb)$/.test(name)) return "json";
  if (/\.(diff|patch)$/.test(name) || type === "text/x-diff" || type === "text/x-patch") return "diff";
  if (
    type.startsWith("text/") ||
    /\.(txt|md|py|ya?ml|toml|ini|cfg|log|sh|js|ts|c|h|cpp|rs|go|sql)$/.test(name)
  )
    return "text";
  return "none";
}

interface PreviewProps {
  file: FileFacts;
  source: FileRef;
}

/** The preview of one file. */
export function Preview({ file, source }: PreviewProps) {
  const address = fileAddress(source);
  const kind = previewKind(file);
  switch (kind) {
    case "image":
      return <Picture address={address} name={file.subpath || file.name} />;
    case "page":
      return (
        <iframe
          className={css.frame}
          src={address}
          sandbox={rightsOf(file)}
          title={file.subpath || file.name}
        />
      );
    case "audio":
      // biome-ignore lint/a11y/useMediaCaption: what a training made has no captions
      return <audio controls src={address} />;
    case "video":
      // biome-ignore lint/a11y/useMediaCaption: what a training made has no captions
      return <video controls src={address} className={css.image} />;
    case "none":
      return <NoPreview file={file} />;
    default:
      return file.size > MOST_TEXT ? (
        <NoPreview file={file} />
      ) : (
        <TextPreview kind={kind} address={address} />
      );
  }
}

/** A report may run its own scripts, in an origin of its own: never together with `allow-same-origin`. */
function rightsOf(file: FileFacts): string {
  return file.media_type.startsWith("text/html") ? "allow-scripts" : "";
}

function NoPreview({ file }: { file: FileFacts }) {
  const why =
    file.size > MOST_TEXT ? "It is too large to show here." : "A browser cannot show this kind of file.";
  return (
    <Notice title={`${formatBytes(file.size)} of ${file.media_type || "bytes"}`}>
      <p>{why} Download it to look inside.</p>
    </Notice>
  );
}

function TextPreview({ kind, address }: { kind: PreviewKind; address: string }) {
  const { data, error } = useQuery(textQuery(address));
  if (error) {
    const { title, remedy } = explain(error);
    return (
      <Notice title={title} isError>
        <p>{remedy}</p>
      </Notice>
    );
  }
  if (data === undefined) return <Waiting />;
  if (kind === "csv") return <CsvPreview text={data} />;
  if (kind === "diff") return <DiffPreview text={data} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by the keyboard too
    <pre tabIndex={0} className={css.pre}>
      {shorten(kind === "json" ? indentJson(data) : data)}
    </pre>
  );
}

function shorten(text: string): string {
  return text.length > MOST_SHOWN
    ? `${text.slice(0, MOST_SHOWN)}\n… cut here; download it for the rest`
    : text;
}

function indentJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function DiffPreview({ text }: { text: string }) {
  const lines = shorten(text).split("\n");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by the keyboard too
    <pre tabIndex={0} className={css.pre}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a file stay where they are
        <span key={index} className={toneOf(line)}>
          {line}
          {"\n"}
        </span>
      ))}
    </pre>
  );
}

function toneOf(line: string): string | undefined {
  if (line.startsWith("+") && !line.startsWith("+++")) return css.added;
  return line.startsWith("-") && !line.startsWith("---") ? css.removed : undefined;
}

function CsvPreview({ text }: { text: string }) {
  const { rows, cut } = readCsv(text, MOST_ROWS + 1);
  const [head = [], ...body] = rows;
  return (
    <>
      <div className={css.tableFrame}>
        <table>
          <thead>
            <tr>
              {head.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name
                <th key={index} scope="col">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {body.map((row, line) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file stay where they are
              <tr key={line}>
                {row.map((cell, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: and so do their cells
                  <td key={index}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={css.note}>
        {cut ? `The first ${countOf(body.length, "row")}` : countOf(body.length, "row")}
      </p>
    </>
  );
}

/** An image; one of a few pixels is enlarged so that each of them can be seen. */
function Picture({ address, name }: { address: string; name: string }) {
  const [width, setWidth] = useState<number | null>(null);
  const enlarge = ({ naturalWidth, naturalHeight }: HTMLImageElement) => {
    const times = Math.floor(SMALL_IMAGE / Math.max(1, naturalWidth, naturalHeight));
    setWidth(times > 1 ? naturalWidth * Math.min(MOST_ENLARGED, times) : null);
  };
  return (
    <img
      className={width ? `${css.image} ${css.pixels}` : css.image}
      style={width ? { width } : undefined}
      src={address}
      alt={name}
      loading="lazy"
      onLoad={(event) => enlarge(event.currentTarget)}
    />
  );
}
