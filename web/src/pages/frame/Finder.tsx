/** The field that finds anything, and what its keys open. */

import { useState } from "react";
import { part } from "../../api/part";
import { spellKeys } from "../../lib/keys";
import { joinClasses } from "../../ui/classes";
import { Icon } from "../../ui/Icon";
import { isMac, useKeys } from "../../ui/use-keys";
import { Account } from "./Account";
import css from "./Frame.module.css";
import { LiveRuns } from "./LiveRuns";

const Palette = part(async () => (await import("./Palette")).Palette);
const KeyMap = part(async () => (await import("./KeyMap")).KeyMap);

/** The right end of the top bar: find, what is live, me. */
export function Finder({ project }: { project: string | null }) {
  const [open, setOpen] = useState<"palette" | "keys" | null>(null);
  useKeys({
    "mod+k": () => setOpen("palette"),
    "?": () => setOpen("keys"),
    "/": () =>
      document.querySelector<HTMLElement>("main input[type=search], main input[aria-label=Query]")?.focus(),
  });
  const close = () => setOpen(null);
  const keys = spellKeys("mod+k", isMac()).join("");
  return (
    <>
      <button
        type="button"
        className={css.find}
        aria-label="Find anything"
        onClick={() => setOpen("palette")}
      >
        <Icon name="search" size={14} />
        <span className={css.wide}>Find anything</span>
        <span className={joinClasses(css.wide, css.keys)} data-keys={keys} />
      </button>
      <LiveRuns />
      <Account onKeys={() => setOpen("keys")} />
      {open === "palette" && <Palette project={project} onClose={close} onKeys={() => setOpen("keys")} />}
      {open === "keys" && <KeyMap onClose={close} />}
    </>
  );
}
