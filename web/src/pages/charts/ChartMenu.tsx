/** What can be done with a chart: seen larger, kept on top, taken elsewhere. */

import { type ReactNode, useState } from "react";
import type { Picture } from "../../charts/picture";
import { IconButton } from "../../ui/Button";
import { Menu, MenuItem, MenuLine } from "../../ui/Menu";

/** A chart as it can be taken elsewhere. */
export interface Export {
  picture: Picture;
  /** Its numbers. */
  csv: () => string;
}

export type MakeExport = () => Promise<Export>;

interface ChartMenuProps {
  name: string;
  /** Null while there is nothing to take. */
  makeExport: MakeExport | null;
  children?: ReactNode;
}

/** The menu behind the three dots. */
export function ChartMenu({ name, makeExport, children }: ChartMenuProps) {
  const [said, setSaid] = useState("");
  const take = async (kind: "copy" | "png" | "svg" | "csv") => {
    if (!makeExport) return;
    const { copyChart, saveChart } = await import("./take");
    const made = makeExport();
    if (kind !== "copy") await saveChart(await made, kind);
    else setSaid((await copyChart(made)) ? "Copied." : "This browser did not let it: save the PNG instead.");
  };
  const isOff = makeExport === null;
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton small icon="more" label={`Chart actions: ${name}`} onClick={() => setSaid("")} />
        }
      >
        {children}
        {children && <MenuLine />}
        <MenuItem disabled={isOff} onChoose={() => void take("copy")}>
          Copy as PNG
        </MenuItem>
        <MenuItem disabled={isOff} onChoose={() => void take("png")}>
          Save as PNG
        </MenuItem>
        <MenuItem disabled={isOff} onChoose={() => void take("svg")}>
          Save as SVG
        </MenuItem>
        <MenuItem disabled={isOff} onChoose={() => void take("csv")}>
          Save numbers as CSV
        </MenuItem>
      </Menu>
      {said && <span role="status">{said}</span>}
    </>
  );
}
