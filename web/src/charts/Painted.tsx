/** A chart that is painted on a canvas, with what lies under the pointer beside it. */

import { type ReactNode, useEffect, useRef, useState } from "react";
import { type Ink, useInk } from "./ink";
import css from "./Painted.module.css";
import type { Pen } from "./pen";

/** A rectangle in CSS pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What lies at a place: its words, line by line, the first of them strong. */
export interface Found {
  key: string;
  lines: readonly string[];
}

interface PaintedProps {
  label: string;
  width: number;
  height: number;
  paint: (pen: Pen, ink: Ink, box: Box) => void;
  /** Return what lies at a place. */
  find?: (left: number, top: number) => Found | null;
  /** Called for a click on what was found. */
  onOpen?: ((key: string) => void) | null;
  children?: ReactNode;
}

/** A canvas of a given size. */
export function Painted({ label, width, height, paint, find, onOpen, children }: PaintedProps) {
  const ink = useInk();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [under, setUnder] = useState<{ found: Found; x: number; y: number } | null>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || width <= 0 || height <= 0) return;
    const ratio = window.devicePixelRatio || 1;
    context.canvas.width = Math.round(width * ratio);
    context.canvas.height = Math.round(height * ratio);
    context.scale(ratio, ratio);
    paint(context, ink, { left: 0, top: 0, width, height });
  }, [paint, ink, width, height]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: what a click opens, the table opens by keyboard
    <div
      className={css.painted}
      style={{ width, height, cursor: under && onOpen ? "pointer" : undefined }}
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const found = find?.(event.clientX - box.left, event.clientY - box.top);
        setUnder(found ? { found, x: event.clientX, y: event.clientY } : null);
      }}
      onPointerLeave={() => setUnder(null)}
      onClick={() => under && onOpen?.(under.found.key)}
    >
      <canvas ref={canvas} role="img" aria-label={label} style={{ width, height }} />
      {children}
      {under && (
        <div className={css.under} style={placeNear(under.x, under.y)}>
          {under.found.lines.map((line, i) => (
            <div key={line} className={i === 0 ? css.first : undefined}>
              {line}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

const GAP = 12;

function placeNear(x: number, y: number): Record<string, number> {
  const side = x > window.innerWidth / 2 ? { right: window.innerWidth - x + GAP } : { left: x + GAP };
  return y > window.innerHeight * 0.7
    ? { ...side, bottom: window.innerHeight - y + GAP }
    : { ...side, top: y + GAP };
}
