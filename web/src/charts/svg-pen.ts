/** A pen that writes SVG: the same strokes that a canvas gets, as paths and texts. */

import type { Pen } from "./pen";

interface State {
  strokeStyle: Pen["strokeStyle"];
  fillStyle: Pen["fillStyle"];
  globalAlpha: number;
  lineWidth: number;
  lineJoin: CanvasLineJoin;
  font: string;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
  dash: readonly number[];
  /** Groups that were opened by clips since the state was saved. */
  groups: number;
}

const ANCHORS: Partial<Record<CanvasTextAlign, string>> = { center: "middle", right: "end", end: "end" };
/** How far below a text's own middle its base line lies, in parts of its size. */
const DROPS: Partial<Record<CanvasTextBaseline, number>> = { middle: 0.35, top: 0.8, bottom: -0.2 };

/** Collects what is painted; `write` gives the file. Arcs are whole circles. */
export class SvgPen implements Pen {
  strokeStyle: Pen["strokeStyle"] = "#000000";
  fillStyle: Pen["fillStyle"] = "#000000";
  globalAlpha = 1;
  lineWidth = 1;
  lineJoin: CanvasLineJoin = "miter";
  font = "400 11px sans-serif";
  textAlign: CanvasTextAlign = "start";
  textBaseline: CanvasTextBaseline = "alphabetic";
  private dash: readonly number[] = [];
  private groups = 0;
  private clips = 0;
  private path: string[] = [];
  private readonly parts: string[] = [];
  private readonly states: State[] = [];

  /** Return the document, with its name for those who hear it. */
  write(width: number, height: number, name: string): string {
    const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
    const head = `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">`;
    return `${head}\n<title>${escapeXml(name)}</title>\n${this.parts.join("\n")}\n</svg>\n`;
  }

  save(): void {
    const { strokeStyle, fillStyle, globalAlpha, lineWidth, lineJoin, font, textAlign, textBaseline } = this;
    const { dash, groups } = this;
    this.states.push({
      strokeStyle,
      fillStyle,
      globalAlpha,
      lineWidth,
      lineJoin,
      font,
      textAlign,
      textBaseline,
      dash,
      groups,
    });
    this.groups = 0;
  }

  restore(): void {
    const state = this.states.pop();
    if (!state) return;
    for (let i = 0; i < this.groups; i++) this.parts.push("</g>");
    Object.assign(this, state);
  }

  beginPath(): void {
    this.path = [];
  }

  moveTo(x: number, y: number): void {
    this.path.push(`M${short(x)} ${short(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.path.push(`L${short(x)} ${short(y)}`);
  }

  closePath(): void {
    this.path.push("Z");
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.path.push(`M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`);
  }

  arc(x: number, y: number, radius: number): void {
    const r = short(radius);
    const half = `${r} ${r} 0 1 0 `;
    this.path.push(
      `M${short(x - radius)} ${short(y)}a${half}${short(2 * radius)} 0a${half}${short(-2 * radius)} 0Z`,
    );
  }

  clip(): void {
    this.clips += 1;
    const id = `clip${this.clips}`;
    this.parts.push(
      `<clipPath id="${id}"><path d="${this.path.join("")}"/></clipPath><g clip-path="url(#${id})">`,
    );
    this.groups += 1;
  }

  setLineDash(dash: Iterable<number>): void {
    this.dash = [...dash];
  }

  stroke(): void {
    if (this.path.length === 0) return;
    const dash = this.dash.length ? ` stroke-dasharray="${this.dash.join(" ")}"` : "";
    const look = `fill="none" stroke="${String(this.strokeStyle)}" stroke-width="${short(this.lineWidth)}"`;
    this.parts.push(
      `<path d="${this.path.join("")}" ${look} stroke-linejoin="${this.lineJoin}"${dash}${this.alpha("stroke")}/>`,
    );
  }

  fill(): void {
    if (this.path.length === 0) return;
    this.parts.push(
      `<path d="${this.path.join("")}" fill="${String(this.fillStyle)}"${this.alpha("fill")}/>`,
    );
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const box = `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`;
    this.parts.push(`<rect ${box} fill="${String(this.fillStyle)}"${this.alpha("fill")}/>`);
  }

  fillText(text: string, x: number, y: number): void {
    const [, weight = "400", size = "11", family = "sans-serif"] =
      /^(\S+) ([\d.]+)px (.+)$/.exec(this.font) ?? [];
    const drop = (DROPS[this.textBaseline] ?? 0) * Number(size);
    const font = `font-family="${escapeXml(family)}" font-size="${size}" font-weight="${weight}"`;
    const place = `x="${short(x)}" y="${short(y + drop)}" text-anchor="${ANCHORS[this.textAlign] ?? "start"}"`;
    this.parts.push(
      `<text ${place} ${font} fill="${String(this.fillStyle)}"${this.alpha("fill")}>${escapeXml(text)}</text>`,
    );
  }

  private alpha(kind: "fill" | "stroke"): string {
    return this.globalAlpha < 1 ? ` ${kind}-opacity="${short(this.globalAlpha)}"` : "";
  }
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const MARKS: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Return a text as it may stand in XML; characters that XML cannot have are left out. */
export function escapeXml(text: string): string {
  return text
    .replace(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, "")
    .replace(/[&<>"]/g, (mark) => MARKS[mark] ?? "");
}
