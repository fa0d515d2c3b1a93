/** A new project: name, key, and to whom it is open. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { send } from "../../api/client";
import { meQuery, workspacesQuery } from "../../api/queries";
import type { Project, ProjectRequest, Visibility } from "../../api/types";
import { projectPath } from "../../paths";
import { Button } from "../../ui/Button";
import { Choice, Labelled } from "../../ui/Form";
import { Input } from "../../ui/Input";
import { FormError } from "../Failure";
import { SettingsPage } from "./Page";
import css from "./settings.module.css";
import { VISIBILITIES } from "./words";

/** The page at `/-/new-project`. */
export function NewProjectPage() {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const { data: me } = useQuery(meQuery);
  const { data: workspaces = [] } = useQuery(workspacesQuery);
  const [form, setForm] = useState({ workspace: "", name: "", key: "", description: "" });
  const [visibility, setVisibility] = useState<Visibility>("private");
  const own = workspaces.filter((one) => one.role !== null).map((one) => one.name);
  const home = me?.workspace ?? "";
  const names = own.includes(home) || !home ? own : [home, ...own];
  const workspace = form.workspace || home;
  const make = useMutation({
    mutationFn: (body: ProjectRequest) => send<Project>("POST", "/projects", body),
    onSuccess: async (made) => {
      await client.invalidateQueries();
      navigate(projectPath(`${made.workspace}/${made.name}`));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate({
      name: `${workspace}/${form.name}`,
      key: form.key || null,
      description: form.description,
      visibility,
    });
  };
  const change = (name: keyof typeof form) => (event: { target: { value: string } }) =>
    setForm({ ...form, [name]: event.target.value });
  return (
    <SettingsPage title="New project">
      <form className={css.form} onSubmit={submit}>
        <Labelled label="Workspace">
          <Choice
            value={workspace}
            options={names.map((name) => [name, name] as const)}
            onChoose={(name) => setForm({ ...form, workspace: name })}
          />
        </Labelled>
        <Labelled label="Name">
          <Input required maxLength={100} value={form.name} onChange={change("name")} />
        </Labelled>
        <Labelled label="Key" hint="Runs are called by it, as in SUN-12. Left empty, it is made of the name.">
          <Input maxLength={10} value={form.key} onChange={change("key")} />
        </Labelled>
        <Labelled label="Description">
          <Input value={form.description} onChange={change("description")} />
        </Labelled>
        <Labelled label="Open to">
          <Choice value={visibility} options={VISIBILITIES} onChoose={setVisibility} />
        </Labelled>
        <FormError error={make.error} />
        <div>
          <Button type="submit" look="strong" disabled={make.isPending}>
            Make project
          </Button>
        </div>
      </form>
    </SettingsPage>
  );
}
