/** The link of an invitation: a new name and password, or joining as who one is. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { get, send } from "../api/client";
import type { InviteAnswer, InviteFacts, Person } from "../api/types";
import { HOME } from "../paths";
import { Button } from "../ui/Button";
import { Labelled } from "../ui/Form";
import { Logo } from "../ui/Icon";
import { Input } from "../ui/Input";
import { Waiting } from "../ui/Notice";
import { Failure, FormError } from "./Failure";
import css from "./SignInPage.module.css";

/** The page at `/invite#secret`. What stands behind `#` is not sent until it is asked for here. */
export function InvitePage() {
  const [secret] = useState(() => window.location.hash.slice(1));
  const { data, error } = useQuery({
    queryKey: ["invite", secret],
    queryFn: () => send<InviteFacts>("POST", "/invites/look", { secret }),
    retry: false,
    staleTime: Infinity,
  });
  if (error) {
    return (
      <main className={css.page}>
        <Failure error={error} />
      </main>
    );
  }
  if (!data) return <Waiting />;
  return <InviteForm facts={data} secret={secret} />;
}

function InviteForm({ facts, secret }: { facts: InviteFacts; secret: string }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [form, setForm] = useState({ name: facts.name, password: "" });
  const { data: me } = useQuery({
    queryKey: ["invite-me"],
    queryFn: () => get<Person>("/me").catch(() => null),
    retry: false,
  });
  const accept = useMutation({
    mutationFn: (body: InviteAnswer) => send<Person>("POST", "/invites/accept", body),
    onSuccess: async () => {
      window.history.replaceState(null, "", window.location.pathname);
      navigate(HOME);
      await client.resetQueries();
    },
  });
  const isReset = facts.kind === "reset";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate({ secret, ...form });
  };
  return (
    <main className={css.page}>
      <form className={css.form} onSubmit={submit}>
        <h1>
          <Logo /> Seamark
        </h1>
        <p>{isReset ? `A new password for ${facts.name}.` : describeInvite(facts)}</p>
        {!isReset && me && (
          <>
            <Button
              look="strong"
              disabled={accept.isPending}
              onClick={() => accept.mutate({ secret, name: "", password: "" })}
            >
              Join as {me.name}
            </Button>
            <p className={css.server}>or as somebody new:</p>
          </>
        )}
        {!isReset && (
          <Labelled label="Name">
            <Input
              required
              maxLength={100}
              autoComplete="username"
              value={form.name}
              onChange={(event) => setForm({ ...form, name: event.target.value })}
            />
          </Labelled>
        )}
        <Labelled label="New password" hint="At least 8 characters.">
          <Input
            required
            minLength={8}
            type="password"
            autoComplete="new-password"
            value={form.password}
            onChange={(event) => setForm({ ...form, password: event.target.value })}
          />
        </Labelled>
        <FormError error={accept.error} />
        <Button type="submit" look={me && !isReset ? "normal" : "strong"} disabled={accept.isPending}>
          {isReset ? "Set password" : "Join"}
        </Button>
      </form>
    </main>
  );
}

function describeInvite(facts: InviteFacts): string {
  const project = facts.project ? ` and to the project ${facts.project} as ${facts.project_role}` : "";
  return `${facts.invited_by} invites you to the workspace ${facts.workspace} as ${facts.role}${project}.`;
}
