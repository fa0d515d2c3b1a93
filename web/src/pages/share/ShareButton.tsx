/** Copies the address of what one sees, and says who can open it; the key `y` does the same. */

import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { explain } from "../../api/client";
import { membersQuery, projectQuery } from "../../api/queries";
import { countOf } from "../../lib/numbers";
import { Button, IconButton } from "../../ui/Button";
import { Popover } from "../../ui/Popover";
import { useKeys } from "../../ui/use-keys";
import css from "./ShareButton.module.css";
import { copyAddress } from "./share";

/** A button with a panel; a line in place says what happened. */
export function ShareButton({ project }: { project: string }) {
  const [said, setSaid] = useState("");
  const copy = useCallback(async () => {
    try {
      setSaid((await copyAddress(project)) ? "Address copied" : "The browser does not let pages copy");
    } catch (error) {
      setSaid(explain(error).title);
    }
  }, [project]);
  useKeys({ y: () => void copy() });
  useEffect(() => {
    if (!said) return;
    const timer = window.setTimeout(() => setSaid(""), 2_500);
    return () => window.clearTimeout(timer);
  }, [said]);
  return (
    <>
      <Popover label="Share" trigger={<IconButton icon="link" label="Share this view" />}>
        <div className={css.panel}>
          <p>{<Who project={project} />}</p>
          <Button look="strong" data-closes="" onClick={() => void copy()}>
            Copy link
          </Button>
        </div>
      </Popover>
      <span role="status" className={said ? css.said : css.silent}>
        {said}
      </span>
    </>
  );
}

function Who({ project }: { project: string }) {
  const { data } = useQuery(projectQuery(project));
  const { data: members } = useQuery(membersQuery(project));
  const [workspace = "", name = project] = project.split("/");
  if (!data) return null;
  const count = members ? `the ${countOf(members.length, "member")} of ${name}` : `the members of ${name}`;
  const words = {
    private: `${count} can open it`,
    workspace: `Everybody in the workspace ${workspace} can open it`,
    public: "Everybody who can sign in here can open it",
  }[data.visibility];
  return <>{words.charAt(0).toUpperCase() + words.slice(1)}.</>;
}
