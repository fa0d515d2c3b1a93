/** A project's settings: to whom it is open, and its members. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { send } from "../../api/client";
import { membersQuery, meQuery, peopleQuery, projectCall, projectQuery } from "../../api/queries";
import type { Project, ProjectMember, ProjectRole, Visibility } from "../../api/types";
import { projectPath, workspacePath } from "../../paths";
import { Button } from "../../ui/Button";
import { Choice, Labelled } from "../../ui/Form";
import { Waiting } from "../../ui/Notice";
import { PlainTable } from "../../ui/PlainTable";
import { Failure, FormError } from "../Failure";
import { MemberRow } from "./MemberRow";
import { SettingsPage } from "./Page";
import css from "./settings.module.css";
import { PROJECT_ROLES, VISIBILITIES } from "./words";

/** The page at `/workspace/project/settings`. */
export function ProjectSettingsPage({ project }: { project: string }) {
  const [workspace = "", name = ""] = project.split("/");
  const found = useQuery(projectQuery(project));
  const members = useQuery(membersQuery(project));
  const { data: me } = useQuery(meQuery);
  const mine = members.data?.find((member) => member.name === me?.name)?.role;
  const mayChange = mine === "owner" || me?.admin === true;
  const crumbs = [
    { text: workspace, href: workspacePath(workspace) },
    { text: name, href: projectPath(project) },
    { text: "Settings" },
  ];
  return (
    <SettingsPage title="Project settings" crumbs={crumbs} project={project}>
      {found.error && <Failure error={found.error} />}
      {found.data && <OpenTo project={project} facts={found.data} mayChange={mayChange} />}
      <section aria-labelledby="members">
        <h2 id="members">Members</h2>
        <FormError error={found.error ? null : members.error} />
        {members.isPending && <Waiting />}
        {members.data && (
          <>
            {mayChange && <AddMember project={project} members={members.data} />}
            <MemberTable project={project} members={members.data} mayChange={mayChange} />
          </>
        )}
      </section>
    </SettingsPage>
  );
}

function OpenTo({ project, facts, mayChange }: { project: string; facts: Project; mayChange: boolean }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (visibility: Visibility) => send("PATCH", projectCall(project), { visibility }),
    onSettled: () => client.invalidateQueries(),
  });
  return (
    <section aria-labelledby="open">
      <h2 id="open">Open to</h2>
      <Choice
        aria-label="Open to"
        disabled={!mayChange || change.isPending}
        value={facts.visibility}
        options={VISIBILITIES}
        onChoose={(visibility) => change.mutate(visibility)}
      />
      <FormError error={change.error} />
    </section>
  );
}

function useMemberChange(project: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, role }: { name: string; role: ProjectRole | null }) => {
      const path = `${projectCall(project)}/members/${encodeURIComponent(name)}`;
      return role ? send("PUT", path, { role }) : send("DELETE", path, undefined);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["members", project] }),
  });
}

function AddMember({ project, members }: { project: string; members: ProjectMember[] }) {
  const [workspace = ""] = project.split("/");
  const { data: people = [] } = useQuery(peopleQuery(workspace));
  const [name, setName] = useState("");
  const [role, setRole] = useState<ProjectRole>("contributor");
  const add = useMemberChange(project);
  const known = new Set(members.map((member) => member.name));
  const left = people.filter((one) => !known.has(one.name)).map((one) => [one.name, one.name] as const);
  if (!left.length) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ name: name || (left[0]?.[0] ?? ""), role }, { onSuccess: () => setName("") });
  };
  return (
    <form className={css.inline} onSubmit={submit}>
      <Labelled label="Somebody of the workspace">
        <Choice value={name || (left[0]?.[0] ?? "")} options={left} onChoose={setName} />
      </Labelled>
      <Labelled label="Role">
        <Choice value={role} options={PROJECT_ROLES} onChoose={setRole} />
      </Labelled>
      <Button type="submit" disabled={add.isPending}>
        Add member
      </Button>
      <FormError error={add.error} />
    </form>
  );
}

function MemberTable({
  project,
  members,
  mayChange,
}: {
  project: string;
  members: ProjectMember[];
  mayChange: boolean;
}) {
  const change = useMemberChange(project);
  return (
    <>
      <FormError error={change.error} />
      <PlainTable heads={["Name", "Role", ""]}>
        {members.map((member) => (
          <MemberRow
            key={member.name}
            member={member}
            roles={PROJECT_ROLES}
            mayChoose={mayChange && !member.inherited}
            mayRemove={mayChange && !member.inherited}
            onChange={(role) => change.mutate({ name: member.name, role })}
          />
        ))}
      </PlainTable>
    </>
  );
}
