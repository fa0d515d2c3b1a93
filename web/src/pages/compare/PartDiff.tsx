/** One part of the code of two runs, line by line. */

import { useQuery } from "@tanstack/react-query";
import { part } from "../../api/part";
import { textQuery } from "../../api/queries";
import { countOf, formatBytes } from "../../lib/numbers";
import { buttonClass } from "../../ui/Button";
import type { DiffLook } from "../../ui/DiffView";
import { Icon } from "../../ui/Icon";
import { Notice, Waiting } from "../../ui/Notice";
import { Failure } from "../Failure";
import { isText, type Part, type PartPair, readText } from "./parts";
import own from "./SourceTab.module.css";

const DiffView = part(async () => (await import("../../ui/DiffView")).DiffView, <Waiting />);

/** Bytes of each side that are compared. */
const MOST_BYTES = 1_000_000;

/** The differences; of a part that only one has, all of it. */
export function PartDiff({ pair, look }: { pair: PartPair; look: DiffLook }) {
  const sides = [pair.before, pair.after].flatMap((part) => part ?? []);
  const canRead = sides.every((part) => isText(part.file));
  const [before, after] = [useText(pair.before, canRead), useText(pair.after, canRead)];
  const error = before.error ?? after.error;
  if (error) return <Failure error={error} />;
  const links = sides.map((part) => (
    <a
      key={part.address}
      className={buttonClass("normal", true)}
      href={part.download}
      download
      aria-label={`Download ${part.name} ${part === pair.before ? "of the first" : "of the second"}`}
    >
      <Icon name="download" size={14} /> {formatBytes(part.file.size)}
    </a>
  ));
  if (!canRead)
    return (
      <Notice title={pair.mark === "same" ? "Both are the same" : "They are no text"}>
        <p>They are told apart by what is in them; their differences cannot be shown.</p>
        <p>{links}</p>
      </Notice>
    );
  if (before.text === null || after.text === null) return <Waiting />;
  const isCut = sides.some((part) => part.file.size > MOST_BYTES);
  return (
    <>
      {isCut && (
        <p className={own.none}>
          Of each the first {formatBytes(MOST_BYTES)} are compared. {links}
        </p>
      )}
      {pair.mark === "added" && <p className={own.none}>Only the second has it.</p>}
      {pair.mark === "removed" && <p className={own.none}>Only the first has it.</p>}
      {pair.mark !== "same" && before.text === after.text ? (
        <p className={own.none}>What can be read of both is the same.</p>
      ) : pair.mark === "same" ? (
        <p className={own.none}>
          {pair.name} is the same on both sides: {countOf(before.text.split("\n").length, "line")}.
        </p>
      ) : (
        <DiffView key={look} before={before.text} after={after.text} name={pair.name} look={look} />
      )}
    </>
  );
}

/** Read a side; a part that is not there is empty. */
function useText(part: Part | null, canRead: boolean): { text: string | null; error: unknown } {
  const { data, error } = useQuery({
    ...textQuery(part?.address ?? "", MOST_BYTES),
    enabled: part !== null && canRead,
  });
  if (!part) return { text: "", error: null };
  return { text: data === undefined ? null : readText(data, part.file), error };
}
