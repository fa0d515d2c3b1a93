/** A file as far as a browser can show it. What a person made runs nowhere but in a frame of its own. */

import { type FileRef, fileAddress } from "../api/queries";
import type { FileFacts } from "../api/types";
import { type PreviewKind, previewKind } from "../lib/media";
import { formatBytes } from "../lib/numbers";
import { Notice } from "../ui/Notice";
import css from "./fields.module.css";
import { Picture } from "./pictures";
import { RowsPreview } from "./RowsPreview";
import { TextPreview } from "./text-previews";

export interface PreviewProps {
  file: FileFacts;
  source: FileRef;
  /** Called with an address of the app that a text links to. */
  onLink?: (address: string) => void;
}

/** Return how a file is shown. */
export function kindOf(file: Pick<FileFacts, "media_type" | "name" | "subpath">): PreviewKind {
  return previewKind(file.media_type, file.subpath || file.name);
}

/** The preview of one file. */
export function Preview({ file, source, onLink }: PreviewProps) {
  const address = fileAddress(source);
  const name = file.subpath || file.name;
  const kind = kindOf(file);
  if (file.size === 0) return <Notice title="The file is empty." />;
  switch (kind) {
    case "image":
    case "drawing":
      return <Picture address={address} name={name} />;
    case "page":
      return <Page file={file} address={address} name={name} />;
    case "pdf":
      return <iframe className={css.frame} src={address} title={name} />;
    case "audio":
      // biome-ignore lint/a11y/useMediaCaption: what a training made has no captions
      return <audio controls preload="metadata" src={address} className={css.audio} aria-label={name} />;
    case "video":
      return (
        // biome-ignore lint/a11y/useMediaCaption: what a training made has no captions
        <video controls preload="metadata" src={address} className={css.image} aria-label={name} />
      );
    case "rows":
      return <RowsPreview file={file} source={source} />;
    case "none":
      return (
        <Notice title={`${formatBytes(file.size)} of ${file.media_type || "bytes"}`}>
          <p>A browser cannot show this kind of file. Download it to look inside.</p>
        </Notice>
      );
    default:
      return <TextPreview kind={kind} address={address} name={name} size={file.size} onLink={onLink} />;
  }
}

/** A report may run its own scripts, in an origin of its own: never together with `allow-same-origin`. */
function Page({ file, address, name }: { file: FileFacts; address: string; name: string }) {
  const rights = file.media_type.startsWith("text/html") ? "allow-scripts" : "";
  return <iframe className={css.frame} src={address} sandbox={rights} title={name} />;
}
