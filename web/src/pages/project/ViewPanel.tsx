/** Saved views: open one, keep what is shown, share it, make it the project's first. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { send } from "../../api/client";
import { meQuery, projectCall } from "../../api/queries";
import type { Project, View, ViewChange, ViewRequest } from "../../api/types";
import { projectPath } from "../../paths";
import { spellSearch, useAddress } from "../../state/address";
import { Button, IconButton } from "../../ui/Button";
import { joinClasses } from "../../ui/classes";
import { Icon } from "../../ui/Icon";
import { Input } from "../../ui/Input";
import { FormError } from "../Failure";
import css from "./ViewMenu.module.css";
import { keepable, NO_VIEW } from "./views";

interface ViewPanelProps {
  project: Project;
  name: string;
  views: readonly View[];
  open: View | undefined;
  isChanged: boolean;
}

/** The list, and what can be done with what is shown. */
export function ViewPanel({ project, name, views, open, isChanged }: ViewPanelProps) {
  const [address] = useAddress();
  const [, navigate] = useLocation();
  const { data: me } = useQuery(meQuery);
  const [title, setTitle] = useState("");
  const [isShared, setShared] = useState(false);
  const [dropping, setDropping] = useState<string | null>(null);
  const work = useViewWork(name);
  const show = (view: View) => {
    const next = new URLSearchParams(view.address);
    next.set("view", view.uid);
    navigate(`${projectPath(name)}${spellSearch(next)}`);
  };
  const kept = keepable(address);
  const save = () =>
    work.mutate(
      { kind: "make", request: { name: title.trim(), address: kept || "?", shared: isShared } },
      { onSuccess: (view) => view && show(view) },
    );
  return (
    <div className={css.panel}>
      {views.length === 0 && (
        <p className={css.note}>A view keeps the query, columns, groups and charts under a name.</p>
      )}
      {views.map((view) => (
        <div key={view.uid} className={joinClasses(css.line, view === open && css.here)}>
          <button type="button" data-closes="" className={css.open} onClick={() => show(view)}>
            <span className={css.name}>
              <bdi>{view.name}</bdi>
            </span>
            {project.default_view === view.uid && <em>opens first</em>}
            <em>{view.shared ? (view.owner === me?.name ? "shared" : view.owner) : "private"}</em>
          </button>
          {view.shared && (
            <IconButton
              small
              icon="home"
              label={
                project.default_view === view.uid
                  ? `Do not open with ${view.name}`
                  : `Open the project with ${view.name}`
              }
              onClick={() =>
                work.mutate({ kind: "default", view: project.default_view === view.uid ? "" : view.uid })
              }
            />
          )}
          <IconButton
            small
            icon="close"
            label={`Delete ${view.name}`}
            onClick={() => setDropping(view.uid)}
          />
          {dropping === view.uid && (
            <span className={css.ask}>
              {view.shared ? "Everybody loses it." : "It cannot be brought back."}
              <Button small onClick={() => work.mutate({ kind: "drop", view: view.uid })}>
                Delete
              </Button>
              <Button small onClick={() => setDropping(null)}>
                Keep
              </Button>
            </span>
          )}
        </div>
      ))}
      {open && (
        <button
          type="button"
          data-closes=""
          className={css.open}
          onClick={() => navigate(`${projectPath(name)}?view=${NO_VIEW}`)}
        >
          Without a view
        </button>
      )}
      {open && isChanged && (
        <Button
          data-closes=""
          onClick={() => work.mutate({ kind: "change", view: open.uid, change: { address: kept } })}
        >
          <Icon name="check" size={14} /> Keep the changes in {open.name}
        </Button>
      )}
      <form
        className={css.save}
        onSubmit={(event) => {
          event.preventDefault();
          if (title.trim()) save();
        }}
      >
        <Input
          aria-label="Name of the new view"
          placeholder="Save this view as"
          maxLength={120}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <label>
          <input type="checkbox" checked={isShared} onChange={(event) => setShared(event.target.checked)} />{" "}
          Shared
        </label>
        <Button type="submit" disabled={!title.trim() || work.isPending}>
          Save
        </Button>
      </form>
      <FormError error={work.error} />
    </div>
  );
}

type Work =
  | { kind: "make"; request: ViewRequest }
  | { kind: "change"; view: string; change: ViewChange }
  | { kind: "drop"; view: string }
  | { kind: "default"; view: string };

function useViewWork(name: string) {
  const client = useQueryClient();
  const call = projectCall(name);
  return useMutation({
    mutationFn: async (work: Work): Promise<View | null> => {
      switch (work.kind) {
        case "make":
          return send<View>("POST", `${call}/views`, work.request);
        case "change":
          return send<View>("PATCH", `${call}/views/${work.view}`, work.change);
        case "drop":
          await send<null>("DELETE", `${call}/views/${work.view}`, undefined);
          return null;
        case "default":
          await send<Project>("PATCH", call, { default_view: work.view });
          return null;
      }
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["views", name] });
      await client.invalidateQueries({ queryKey: ["project", name] });
    },
  });
}
