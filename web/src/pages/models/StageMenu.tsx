/** The stage of a version, and the menu that changes it. Several versions may have one stage; who else has it is said. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import { assignText } from "../../api/changes";
import { registryQuery } from "../../api/registry";
import type { ModelVersion, Stage } from "../../api/types";
import { versionPath } from "../../paths";
import { Button, buttonClass } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Menu, MenuChoice } from "../../ui/Menu";
import { FormError } from "../Failure";
import css from "./models.module.css";
import { nameStage, STAGES, StageText } from "./stages";

const MOST_OTHERS = 5;

function useStage() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ uid, stage }: { uid: string; stage: Stage }) => assignText(uid, "sys/stage", stage),
    onSettled: () => client.invalidateQueries(),
  });
}

/** The menu; plain words for whoever may not change it. */
export function StageMenu({ version, mayWrite }: { version: ModelVersion; mayWrite: boolean }) {
  const change = useStage();
  if (!mayWrite) return <StageText stage={version.stage} isWhole />;
  return (
    <>
      <Menu
        align="end"
        trigger={
          <button
            type="button"
            className={buttonClass()}
            aria-label={`Stage: ${nameStage(version.stage)}`}
            disabled={change.isPending}
          >
            <StageText stage={version.stage} isWhole />
            <Icon name="down" size={12} />
          </button>
        }
      >
        <MenuChoice
          label="Stage"
          value={version.stage}
          options={STAGES}
          onChoose={(stage) => change.mutate({ uid: version.uid, stage })}
        />
      </Menu>
      <FormError error={change.error} />
    </>
  );
}

/** Which other versions are in production, or in staging, beside this one; and a way to archive them. */
export function SameStage({ version, mayWrite }: { version: ModelVersion; mayWrite: boolean }) {
  const isShared = version.stage === "production" || version.stage === "staging";
  const { data } = useQuery({
    ...registryQuery(
      { project: version.project, model: version.model },
      {
        columns: [],
        sort: [{ path: "sys/created_at", descending: true }],
        query: `sys/stage:string = "${version.stage}"`,
        offset: 0,
        limit: MOST_OTHERS + 1,
        trashed: false,
      },
    ),
    enabled: isShared && !version.trashed,
  });
  const archive = useStage();
  const others = data?.rows.map((row) => row.item).filter((one) => one.uid !== version.uid) ?? [];
  if (!isShared || !others.length) return null;
  return (
    <>
      {others.slice(0, MOST_OTHERS).map((other) => (
        <div key={other.uid} className={css.told} role="status">
          <span>
            <Link href={versionPath(other.project, other.id)}>
              <b>{other.id}</b>
            </Link>{" "}
            is in {version.stage} too.
          </span>
          {mayWrite && (
            <Button
              small
              disabled={archive.isPending}
              onClick={() => archive.mutate({ uid: other.uid, stage: "archived" })}
            >
              Archive {other.id}
            </Button>
          )}
        </div>
      ))}
      <FormError error={archive.error} />
    </>
  );
}
