/** Pictures that stand by themselves, and the files they become. */

import { setFont } from "./frame";
import type { Ink } from "./ink";
import type { Pen } from "./pen";
import { SvgPen } from "./svg-pen";

/** Anything that can be painted in a size of its own. */
export interface Picture {
  title: string;
  width: number;
  height: number;
  paint: (pen: Pen) => void;
}

/** The height of the line with the title, and the margin. */
export const TITLE = 30;
export const EDGE = 16;

/** Paint the paper and the title. */
export function paintGround(pen: Pen, ink: Ink, width: number, height: number, title: string): void {
  pen.fillStyle = ink.ground;
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = ink.text;
  setFont(pen, ink.font, 13, 550);
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.fillText(title, EDGE, TITLE / 2);
}

/** Return a picture as an SVG document. */
export function writeSvg(picture: Picture): string {
  const pen = new SvgPen();
  picture.paint(pen);
  return pen.write(picture.width, picture.height, picture.title);
}

/** Return a picture as a PNG, two pixels for each of its own. */
export async function makePng(picture: Picture): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = picture.width * 2;
  canvas.height = picture.height * 2;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser has no canvas.");
  context.scale(2, 2);
  picture.paint(context);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture is empty."))), "image/png");
  });
}
