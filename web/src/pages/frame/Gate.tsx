/** Lets in whoever the server knows, and shows the rest how to come in. */

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { hasStatus } from "../../api/client";
import { part } from "../../api/part";
import { infoQuery, meQuery } from "../../api/queries";
import { Button } from "../../ui/Button";
import { Waiting } from "../../ui/Notice";
import { Failure } from "../Failure";

const SignInForm = part(async () => (await import("../SignInPage")).SignInForm, <Waiting />);
const DeadLink = part(async () => (await import("./DeadLink")).DeadLink, <Waiting />);

/** Shows its children to whoever is signed in. */
export function Gate({ children }: { children: ReactNode }) {
  const me = useQuery(meQuery);
  const isStranger = hasStatus(me.error, 401);
  const info = useQuery({ ...infoQuery, enabled: isStranger });
  if (isStranger) {
    if (!info.data) return <Waiting />;
    return info.data.mode === "local" ? (
      <DeadLink />
    ) : (
      <SignInForm server={info.data.url} onDone={() => me.refetch()} />
    );
  }
  if (me.data) return children;
  if (me.error) {
    return (
      <main>
        <Failure error={me.error}>
          <div>
            <Button onClick={() => me.refetch()}>Try again</Button>
          </div>
        </Failure>
      </main>
    );
  }
  return <Waiting />;
}
