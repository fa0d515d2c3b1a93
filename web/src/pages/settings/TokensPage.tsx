/** The own API tokens: made, shown once with the lines that use them, revoked. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { send } from "../../api/client";
import { infoQuery, tokensQuery } from "../../api/queries";
import type { Token, TokenRequest } from "../../api/types";
import { environmentLines, neptuneLines } from "../../lib/token-lines";
import { Button } from "../../ui/Button";
import { Code } from "../../ui/Copy";
import { Choice, Labelled } from "../../ui/Form";
import { Input } from "../../ui/Input";
import { Waiting } from "../../ui/Notice";
import { useNow } from "../../ui/now";
import { PlainTable } from "../../ui/PlainTable";
import { TimeText } from "../../ui/Words";
import { FormError } from "../Failure";
import { SettingsPage } from "./Page";
import css from "./settings.module.css";

const DAY = 86_400;
const LIVES = [
  ["", "never"],
  [String(30 * DAY), "in 30 days"],
  [String(90 * DAY), "in 90 days"],
  [String(365 * DAY), "in a year"],
] as const;
const SCOPES = [
  ["write", "read and write"],
  ["read", "read only"],
] as const;

/** The page at `/-/tokens`. */
export function TokensPage() {
  const tokens = useQuery(tokensQuery);
  return (
    <SettingsPage title="API tokens">
      <p className={css.dim}>
        A token lets a script or a job act as you. Whoever has it, is you to this server.
      </p>
      <NewToken />
      <section aria-labelledby="tokens">
        <h2 id="tokens">Your tokens</h2>
        <FormError error={tokens.error} />
        {tokens.isPending && <Waiting />}
        {tokens.data && <TokenTable tokens={tokens.data} />}
      </section>
    </SettingsPage>
  );
}

function NewToken() {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [scope, setScope] = useState<"read" | "write">("write");
  const [life, setLife] = useState<(typeof LIVES)[number][0]>("");
  const make = useMutation({
    mutationFn: (body: TokenRequest) => send<Token>("POST", "/tokens", body),
    onSuccess: async () => {
      setName("");
      await client.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate({ name, scope, expires_in: life ? Number(life) : null });
  };
  return (
    <>
      <form className={css.inline} onSubmit={submit}>
        <Labelled label="Name of the new token">
          <Input
            required
            maxLength={100}
            placeholder="laptop"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Labelled>
        <Labelled label="It may">
          <Choice value={scope} options={SCOPES} onChoose={setScope} />
        </Labelled>
        <Labelled label="It expires">
          <Choice value={life} options={LIVES} onChoose={setLife} />
        </Labelled>
        <Button type="submit" look="strong" disabled={make.isPending}>
          Make token
        </Button>
      </form>
      <FormError error={make.error} />
      {make.data?.token && <FreshToken token={make.data.token} />}
    </>
  );
}

/** A token that is shown this once, with what to do with it. */
export function FreshToken({ token }: { token: string }) {
  const info = useQuery(infoQuery);
  const address = window.location.origin;
  if (!info.data) return <Waiting />;
  const { certificate } = info.data;
  return (
    <section className={css.secret} aria-label="The new token">
      <p>
        <b>Copy it now: it is not shown again.</b> These lines are all that a machine needs.
      </p>
      <Code text={environmentLines(token, address, certificate)} label="Copy the lines" />
      {certificate === "self-made" && (
        <p className={css.dim}>
          The server made its certificate itself: <code>curl --insecure</code> takes it on faith. To be sure,
          compare <code>openssl x509 -in seamark.pem -noout -fingerprint -sha256</code> with what the server
          printed when it started.
        </p>
      )}
      <p className={css.dim}>For code that imports neptune:</p>
      <Code text={neptuneLines(token, address, certificate)} label="Copy the lines for Neptune" />
    </section>
  );
}

function TokenTable({ tokens }: { tokens: Token[] }) {
  const now = useNow();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: (id: string) => send("DELETE", `/tokens/${encodeURIComponent(id)}`, undefined),
    onSettled: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  if (!tokens.length) return <p className={css.dim}>You have none.</p>;
  return (
    <>
      <FormError error={revoke.error} />
      <PlainTable heads={["Name", "May", "Made", "Expires", "Last used", ""]}>
        {tokens.map((token) => (
          <tr key={token.id}>
            <td className={css.name}>{token.name}</td>
            <td>{token.scope === "read" ? "read" : "read and write"}</td>
            <td>
              <TimeText micros={token.created_at} now={now} />
            </td>
            <td>{token.expires_at ? <TimeText micros={token.expires_at} now={now} /> : "never"}</td>
            <td>{token.used_at ? <TimeText micros={token.used_at} now={now} /> : "never"}</td>
            <td>
              <Button small aria-label={`Revoke ${token.name}`} onClick={() => revoke.mutate(token.id)}>
                Revoke
              </Button>
            </td>
          </tr>
        ))}
      </PlainTable>
    </>
  );
}
