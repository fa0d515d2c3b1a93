/** The people of a workspace, invitations, and service accounts with their tokens. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { send } from "../../api/client";
import { invitesQuery, peopleQuery, workspaceCall } from "../../api/queries";
import type { Invite, InviteRequest, Member, Token, Workspace, WorkspaceRole } from "../../api/types";
import { Button } from "../../ui/Button";
import { Code } from "../../ui/Copy";
import { Choice, Labelled } from "../../ui/Form";
import { Input } from "../../ui/Input";
import { Waiting } from "../../ui/Notice";
import { useNow } from "../../ui/now";
import { PlainTable } from "../../ui/PlainTable";
import { TimeText } from "../../ui/Words";
import { FormError } from "../Failure";
import { MemberRow } from "./MemberRow";
import css from "./settings.module.css";
import { FreshToken } from "./TokensPage";
import { WORKSPACE_ROLES } from "./words";

/** The tab; only admins change anything. */
export function PeopleTab({ workspace }: { workspace: Workspace }) {
  const isAdmin = workspace.role === "admin";
  const { data, error, isPending } = useQuery({
    ...peopleQuery(workspace.name),
    enabled: workspace.role !== null,
  });
  if (workspace.role === null) return <p className={css.dim}>Its people see who belongs to it.</p>;
  return (
    <>
      {isAdmin && <Invitations workspace={workspace.name} />}
      <section aria-labelledby="people">
        <h2 id="people">People and service accounts</h2>
        <FormError error={error} />
        {isPending && <Waiting />}
        {data && <PeopleTable workspace={workspace.name} people={data} isAdmin={isAdmin} />}
      </section>
      {isAdmin && <NewServiceAccount workspace={workspace.name} />}
    </>
  );
}

function Invitations({ workspace }: { workspace: string }) {
  const client = useQueryClient();
  const now = useNow();
  const { data: invites = [], error } = useQuery(invitesQuery(workspace));
  const [note, setNote] = useState("");
  const [role, setRole] = useState<WorkspaceRole>("member");
  const refresh = () => client.invalidateQueries({ queryKey: ["invites", workspace] });
  const make = useMutation({
    mutationFn: (body: Pick<InviteRequest, "note" | "role">) =>
      send<Invite>("POST", workspaceCall(workspace, "/invites"), body),
    onSuccess: async () => {
      setNote("");
      await refresh();
    },
  });
  const drop = useMutation({
    mutationFn: (id: string) =>
      send("DELETE", workspaceCall(workspace, `/invites/${encodeURIComponent(id)}`), undefined),
    onSettled: refresh,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate({ note, role });
  };
  const open = invites.filter((one) => one.used_at === null && one.expires_at > now);
  return (
    <section aria-labelledby="invite">
      <h2 id="invite">Invite somebody</h2>
      <form className={css.inline} onSubmit={submit}>
        <Labelled label="For whom (a note for you)">
          <Input maxLength={200} value={note} onChange={(event) => setNote(event.target.value)} />
        </Labelled>
        <Labelled label="As">
          <Choice value={role} options={WORKSPACE_ROLES} onChoose={setRole} />
        </Labelled>
        <Button type="submit" look="strong" disabled={make.isPending}>
          Make link
        </Button>
      </form>
      <FormError error={make.error ?? drop.error ?? error} />
      {make.data?.link && (
        <div className={css.secret}>
          <p>
            <b>Send this link; it is not shown again.</b> One person joins with it, within 7 days.
          </p>
          <Code text={make.data.link} label="Copy the link" />
        </div>
      )}
      {open.length > 0 && (
        <PlainTable heads={["Open invitation", "As", "Expires", ""]}>
          {open.map((one) => (
            <tr key={one.id}>
              <td>{one.note || one.id}</td>
              <td>{one.role}</td>
              <td>
                <TimeText micros={one.expires_at} now={now} />
              </td>
              <td>
                <Button small onClick={() => drop.mutate(one.id)}>
                  Take back
                </Button>
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
    </section>
  );
}

function PeopleTable({
  workspace,
  people,
  isAdmin,
}: {
  workspace: string;
  people: Member[];
  isAdmin: boolean;
}) {
  const client = useQueryClient();
  const path = (name: string) => workspaceCall(workspace, `/people/${encodeURIComponent(name)}`);
  const change = useMutation({
    mutationFn: ({ name, role }: { name: string; role: WorkspaceRole | null }) =>
      role ? send("PUT", path(name), { role }) : send("DELETE", path(name), undefined),
    onSettled: () => client.invalidateQueries(),
  });
  const token = useMutation({
    mutationFn: (name: string) =>
      send<Token>("POST", workspaceCall(workspace, `/service-accounts/${encodeURIComponent(name)}/tokens`), {
        name: "made in the browser",
      }),
  });
  return (
    <>
      <FormError error={change.error ?? token.error} />
      {token.data?.token && <FreshToken token={token.data.token} />}
      <PlainTable heads={["Name", "Role", ""]}>
        {people.map((one) => (
          <MemberRow
            key={one.name}
            member={one}
            roles={WORKSPACE_ROLES}
            mayChoose={isAdmin && !one.service}
            mayRemove={isAdmin}
            onChange={(role) => change.mutate({ name: one.name, role })}
          >
            {isAdmin && one.service && (
              <Button small onClick={() => token.mutate(one.name)}>
                Make token
              </Button>
            )}
          </MemberRow>
        ))}
      </PlainTable>
    </>
  );
}

function NewServiceAccount({ workspace }: { workspace: string }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const make = useMutation({
    mutationFn: () => send<Member>("POST", workspaceCall(workspace, "/service-accounts"), { name }),
    onSuccess: async () => {
      setName("");
      await client.invalidateQueries({ queryKey: ["people", workspace] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <section aria-labelledby="service">
      <h2 id="service">Service accounts</h2>
      <p className={css.dim}>
        For programs that belong to nobody. One has the roles that it is given in projects, and no others.
      </p>
      <form className={css.inline} onSubmit={submit}>
        <Labelled label="Name of the new account">
          <Input
            required
            maxLength={60}
            placeholder="nightly"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Labelled>
        <Button type="submit" disabled={make.isPending}>
          Make account
        </Button>
      </form>
      <FormError error={make.error} />
    </section>
  );
}
