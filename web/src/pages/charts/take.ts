/** Takes a chart out of the page: as a picture, as numbers. */

import { makePng, writeSvg } from "../../charts/picture";
import { copyPicture, nameFile, saveFile } from "../../ui/save";
import type { Export } from "./ChartMenu";

/** Save a chart as a file of its name. */
export async function saveChart(made: Export, kind: "png" | "svg" | "csv"): Promise<void> {
  saveFile(nameFile(made.picture.title, kind), await makeFile(made, kind));
}

/** Copy a chart as a picture; says whether the browser let it. */
export function copyChart(made: Promise<Export>): Promise<boolean> {
  return copyPicture(made.then(({ picture }) => makePng(picture)));
}

async function makeFile({ picture, csv }: Export, kind: "png" | "svg" | "csv"): Promise<Blob> {
  switch (kind) {
    case "png":
      return makePng(picture);
    case "svg":
      return new Blob([writeSvg(picture)], { type: "image/svg+xml" });
    case "csv":
      return new Blob([csv()], { type: "text/csv" });
  }
}
