/** The top of a model's or a version's page: its name, id, tags, who made it, and what it is for. */

import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { assignText } from "../../api/changes";
import type { Model, ModelVersion } from "../../api/types";
import { Tags } from "../../fields/cells";
import { CopyButton } from "../../ui/Copy";
import { useNow } from "../../ui/now";
import { CutText, TimeText } from "../../ui/Words";
import { Description } from "../notes/Description";
import css from "./models.module.css";
import { TrashButton, TrashedLine } from "./Trashed";

interface RegistryHeadProps {
  item: Model | ModelVersion;
  mayWrite: boolean;
  /** What else can be done with it. */
  children?: ReactNode;
}

/** Name and facts, then the description. */
export function RegistryHead({ item, mayWrite, children }: RegistryHeadProps) {
  const now = useNow();
  const client = useQueryClient();
  const save = async (text: string) => {
    await assignText(item.uid, "sys/description", text);
    await client.invalidateQueries();
  };
  return (
    <>
      <header className={css.head}>
        <h1 title={item.name || item.id}>
          <CutText text={item.name || item.id} limit={64} />
        </h1>
        <span className={css.id}>
          {item.name && item.id} <CopyButton text={item.id} label="Copy the id" />
        </span>
        {item.tags.length > 0 && <Tags tags={item.tags} />}
        <span className={css.who}>
          {item.owner} · made <TimeText micros={item.created_at} now={now} />
        </span>
        <div className={css.deeds}>
          {children}
          <TrashButton item={item} mayWrite={mayWrite} />
        </div>
      </header>
      <div className={css.about}>
        <Description
          text={item.description}
          of={"stage" in item ? "the version" : "the model"}
          mayWrite={mayWrite}
          onSave={save}
        />
      </div>
      <TrashedLine item={item} mayWrite={mayWrite} />
    </>
  );
}
