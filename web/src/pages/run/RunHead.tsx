/** The top line of a run's page: who it is, how it is, its neighbours in the list, what can be done with it. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { explain, send } from "../../api/client";
import { differencesQuery, projectCall, projectQuery, readTable } from "../../api/queries";
import type { Project, Run } from "../../api/types";
import { formatCount } from "../../lib/numbers";
import type { RunTab } from "../../lib/tabs";
import { comparePath, projectPath, runPath } from "../../paths";
import { findListPlace, keepListPlace } from "../../state/list-context";
import { Button, IconButton } from "../../ui/Button";
import { CopyButton } from "../../ui/Copy";
import { EditText } from "../../ui/EditText";
import { Menu, MenuItem, MenuLine } from "../../ui/Menu";
import { useNow } from "../../ui/now";
import { Popover } from "../../ui/Popover";
import { StatePill } from "../../ui/State";
import { useKeys } from "../../ui/use-keys";
import { CutText, TimeText } from "../../ui/Words";
import { TagEditor } from "../edit/TagEditor";
import { useBulk, useTrash, useWrite } from "../edit/use-edits";
import { FormError } from "../Failure";
import { ShareButton } from "../share/ShareButton";
import { ColourPicker } from "./ColourPicker";
import { nameOf, stateFacts } from "./facts";
import css from "./RunPage.module.css";

const NAME_CHARACTERS = 730;

/** Name, state, and actions. */
export function RunHead({ run, tab }: { run: Run; tab: RunTab }) {
  const now = useNow();
  const write = useWrite(run.uid);
  const bulk = useBulk(run.project);
  const error = write.error ?? bulk.error;
  return (
    <header className={css.head}>
      <ColourPicker
        run={run}
        onColour={(colour) =>
          write.mutate([
            colour === null
              ? { op: "delete", path: "sys/colour" }
              : { op: "assign", path: "sys/colour", value: colour },
          ])
        }
      />
      <EditText
        label="the name"
        text={run.name}
        most={NAME_CHARACTERS}
        onKeep={(name) => write.mutate([{ op: "assign", path: "sys/name", value: name }])}
      >
        <h1 title={nameOf(run)}>
          <CutText text={nameOf(run)} limit={64} />
        </h1>
      </EditText>
      <span className={css.id}>
        {run.name && run.id}
        <CopyButton text={run.id} label="Copy the id" />
      </span>
      <StatePill run={stateFacts(run)} now={now} />
      <span className={css.who}>
        {run.owner} · started <TimeText micros={run.created_at} now={now} />
      </span>
      <span className={css.actions}>
        <Neighbours run={run} tab={tab} />
        <Popover
          label="Tags"
          trigger={<Button small>Tags {run.tags.length > 0 && <b>{run.tags.length}</b>}</Button>}
        >
          <TagEditor
            project={run.project}
            tags={run.tags}
            onAdd={(tag) => bulk.mutate({ ...NOTHING, runs: [run.uid], add_tags: [tag] })}
            onRemove={(tag) => bulk.mutate({ ...NOTHING, runs: [run.uid], remove_tags: [tag] })}
          />
        </Popover>
        <Menu align="end" trigger={<Button small>Compare</Button>}>
          <CompareItems run={run} />
        </Menu>
        {(run.state === "running" || run.state === "not_responding") && (
          <Popover label="Stop" trigger={<Button small>Stop</Button>}>
            <div className={css.ask}>
              <p>The training is told to end. What it has logged stays.</p>
              <Button
                data-closes=""
                look="strong"
                onClick={() => bulk.mutate({ ...NOTHING, runs: [run.uid], stop: true })}
              >
                Stop {run.id}
              </Button>
            </div>
          </Popover>
        )}
        <ShareButton project={run.project} />
        <More run={run} />
      </span>
      <FormError error={error} />
    </header>
  );
}

/** Neighbours are read in lots, so that one goes on as fast as one presses the key. */
const LOT = 50;
const NOTHING = { add_tags: [], remove_tags: [], stop: false };

/** `‹ 3 of 41 ›`: through the list that one came from, the same tab and zoom; the keys `[` and `]` do the same. */
function Neighbours({ run, tab }: { run: Run; tab: RunTab }) {
  const [, navigate] = useLocation();
  const [place] = useState(() => findListPlace(run.project, run.id));
  const { query = "", sort = [], group = null, index = 0 } = place ?? {};
  const offset = Math.max(0, Math.floor(index / LOT) * LOT - 1);
  const request = { columns: [], sort, query, trashed: false, offset, limit: LOT + 2, group };
  const { data } = useQuery({
    queryKey: ["table", run.project, request],
    queryFn: ({ signal }) => readTable(run.project, request, signal),
    enabled: place !== null,
  });
  const before = data?.rows[index - offset - 1]?.run;
  const after = data?.rows[index - offset + 1]?.run;
  const go = (next: Run | undefined, by: number) => {
    if (!next || !place) return;
    keepListPlace(run.project, next.id, { ...place, index: index + by });
    navigate(`${runPath(run.project, next.id, tab)}${window.location.search}`);
  };
  useKeys({ "[": () => go(before, -1), "]": () => go(after, 1) });
  if (!place || !data) return null;
  return (
    <span className={css.neighbours}>
      <IconButton
        small
        icon="before"
        label="The run before, key ["
        disabled={!before}
        onClick={() => go(before, -1)}
      />
      {formatCount(index + 1)} of {formatCount(data.matched)}
      <IconButton
        small
        icon="chevron"
        label="The next run, key ]"
        disabled={!after}
        onClick={() => go(after, 1)}
      />
    </span>
  );
}

/** With which run it can be compared at once: that is asked when somebody looks. */
function CompareItems({ run }: { run: Run }) {
  const [, navigate] = useLocation();
  const { data: project } = useQuery(projectQuery(run.project));
  const { data, error } = useQuery(
    differencesQuery(run.project, { runs: [run.uid], against: null, limit: 1 }),
  );
  const before = data?.[0]?.against ?? null;
  const baseline = project?.baseline && project.baseline !== run.id ? project.baseline : null;
  const wordsWithout = error ? explain(error).title : data ? "No run came before" : "With the run before …";
  const go = (other: string) => navigate(comparePath(run.project, [[other], [run.id]]));
  return (
    <>
      {baseline && <MenuItem onChoose={() => go(baseline)}>With the baseline, {baseline}</MenuItem>}
      <MenuItem disabled={!before} onChoose={() => before && go(before)}>
        {before ? `With the run before, ${before}` : wordsWithout}
      </MenuItem>
    </>
  );
}

function More({ run }: { run: Run }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const trash = useTrash(run.project);
  const { mutate } = useMutation({
    mutationFn: () => send<Project>("PATCH", projectCall(run.project), { baseline: run.id }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", run.project] }),
  });
  return (
    <Menu align="end" trigger={<IconButton small icon="more" label="More" />}>
      <MenuItem onChoose={() => mutate()}>Make it the project's baseline</MenuItem>
      <MenuLine />
      <MenuItem
        onChoose={() =>
          trash.mutate({ ids: [run.uid] }, { onSuccess: () => navigate(projectPath(run.project)) })
        }
      >
        Move to trash
      </MenuItem>
    </Menu>
  );
}
