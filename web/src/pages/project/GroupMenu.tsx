/** The button that says how runs are put together. */

import { part } from "../../api/part";
import { Button } from "../../ui/Button";
import { Popover } from "../../ui/Popover";
import css from "./GroupMenu.module.css";
import type { GroupPanelProps } from "./GroupPanel";
import { nameGrouping } from "./grouping";

const GroupPanel = part(async () => (await import("./GroupPanel")).GroupPanel);

/** The button and its panel. */
export function GroupMenu(props: GroupPanelProps) {
  return (
    <Popover
      label="Group"
      trigger={
        <Button className={css.trigger}>
          Group <b>{nameGrouping(props.grouping)}</b>
        </Button>
      }
    >
      <GroupPanel {...props} />
    </Popover>
  );
}
