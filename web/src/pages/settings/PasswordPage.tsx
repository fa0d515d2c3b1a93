/** A new password for oneself. */

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { send } from "../../api/client";
import type { PasswordChange } from "../../api/types";
import { Button } from "../../ui/Button";
import { Labelled } from "../../ui/Form";
import { Input } from "../../ui/Input";
import { FormError } from "../Failure";
import { SettingsPage } from "./Page";
import css from "./settings.module.css";

/** The page at `/-/password`. */
export function PasswordPage() {
  const [form, setForm] = useState<PasswordChange>({ old: "", new: "" });
  const change = useMutation({
    mutationFn: (body: PasswordChange) => send("POST", "/password", body),
    onSuccess: () => setForm({ old: "", new: "" }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(form);
  };
  return (
    <SettingsPage title="Password">
      <form className={css.form} onSubmit={submit}>
        <Labelled label="Present password">
          <Input
            required
            type="password"
            autoComplete="current-password"
            value={form.old}
            onChange={(event) => setForm({ ...form, old: event.target.value })}
          />
        </Labelled>
        <Labelled label="New password" hint="At least 8 characters. Other browsers are signed out.">
          <Input
            required
            minLength={8}
            type="password"
            autoComplete="new-password"
            value={form.new}
            onChange={(event) => setForm({ ...form, new: event.target.value })}
          />
        </Labelled>
        <FormError error={change.error} />
        {change.isSuccess && <p role="status">It is changed.</p>}
        <div>
          <Button type="submit" look="strong" disabled={change.isPending}>
            Change password
          </Button>
        </div>
      </form>
    </SettingsPage>
  );
}
