/** Sign-in with name and password, on a team's server. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { send } from "../api/client";
import { infoQuery } from "../api/queries";
import type { Person, SignIn } from "../api/types";
import { HOME } from "../paths";
import { Button } from "../ui/Button";
import { Labelled } from "../ui/Form";
import { Logo } from "../ui/Icon";
import { Input } from "../ui/Input";
import { FormError } from "./Failure";
import { DeadLink } from "./frame/DeadLink";
import css from "./SignInPage.module.css";

/** The form; a local server has no passwords, and says what to run instead. */
export function SignInPage() {
  const { data: info } = useQuery(infoQuery);
  if (info?.mode === "local") return <DeadLink />;
  return <SignInForm server={info?.url ?? ""} />;
}

/** The form alone; `onDone` default goes home. */
export function SignInForm({ server, onDone }: { server: string; onDone?: () => void }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [form, setForm] = useState<SignIn>({ name: "", password: "" });
  const signIn = useMutation({
    mutationFn: (body: SignIn) => send<Person>("POST", "/sign-in", body),
    onSuccess: async () => {
      await client.resetQueries();
      if (onDone) onDone();
      else navigate(HOME);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate(form);
  };
  return (
    <main className={css.page}>
      <form className={css.form} onSubmit={submit}>
        <h1>
          <Logo /> Seamark
        </h1>
        <p className={css.server}>{server}</p>
        <Labelled label="Name">
          <Input
            required
            autoComplete="username"
            value={form.name}
            onChange={(event) => setForm({ ...form, name: event.target.value })}
          />
        </Labelled>
        <Labelled label="Password">
          <Input
            required
            type="password"
            autoComplete="current-password"
            value={form.password}
            onChange={(event) => setForm({ ...form, password: event.target.value })}
          />
        </Labelled>
        <FormError error={signIn.error} />
        <Button type="submit" look="strong" disabled={signIn.isPending}>
          Sign in
        </Button>
      </form>
    </main>
  );
}
