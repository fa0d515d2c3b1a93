/** The button that opens the choice of columns. */

import { part } from "../../api/part";
import { Button } from "../../ui/Button";
import { Popover } from "../../ui/Popover";
import type { ColumnChoicesProps } from "./ColumnChoices";

const ColumnChoices = part(async () => (await import("./ColumnChoices")).ColumnChoices);

/** The button and its panel. */
export function ColumnPicker(props: ColumnChoicesProps) {
  return (
    <Popover
      label="Columns"
      trigger={
        <Button>
          Columns <b>{props.columns.length}</b>
        </Button>
      }
    >
      <ColumnChoices {...props} />
    </Popover>
  );
}
