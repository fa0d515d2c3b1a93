/** The button of the saved views. */

import { useQuery } from "@tanstack/react-query";
import { part } from "../../api/part";
import { viewsQuery } from "../../api/queries";
import type { Project } from "../../api/types";
import { useAddress } from "../../state/address";
import { Button } from "../../ui/Button";
import { Popover } from "../../ui/Popover";
import css from "./ViewMenu.module.css";
import { keepable } from "./views";

const ViewPanel = part(async () => (await import("./ViewPanel")).ViewPanel);

interface ViewMenuProps {
  project: Project;
  name: string;
}

/** The button and its panel. */
export function ViewMenu({ project, name }: ViewMenuProps) {
  const [address] = useAddress();
  const { data: views } = useQuery(viewsQuery(name));
  const open = views?.find((view) => view.uid === address.get("view"));
  const isChanged = open !== undefined && keepable(address) !== keepable(new URLSearchParams(open.address));
  return (
    <Popover
      label="Views"
      align="start"
      trigger={
        <Button className={css.trigger}>
          View <b>{open ? open.name : "none"}</b>
          {isChanged && <span title="Changed since it was saved">*</span>}
        </Button>
      }
    >
      <ViewPanel project={project} name={name} views={views ?? []} open={open} isChanged={isChanged} />
    </Popover>
  );
}
