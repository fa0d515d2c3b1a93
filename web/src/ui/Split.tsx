/** Two places side by side with a divider that can be dragged, or moved by the arrow keys. */

import { type PointerEvent, type ReactNode, useRef } from "react";
import css from "./Split.module.css";

interface SplitProps {
  /** The left place's share, between 0 and 1. */
  share: number;
  onShare: (share: number) => void;
  left: ReactNode;
  right: ReactNode;
}

const clamp = (share: number) => Math.max(0.2, Math.min(0.85, share));

/** Two places; a double click on the divider puts it back. */
export function Split({ share, onShare, left, right }: SplitProps) {
  const frame = useRef<HTMLDivElement>(null);
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const box = frame.current?.getBoundingClientRect();
    if (box && event.buttons === 1) onShare(clamp((event.clientX - box.left) / box.width));
  };
  const percent = Math.round(share * 100);
  return (
    <div
      ref={frame}
      className={css.split}
      style={{ gridTemplateColumns: `minmax(0, ${share}fr) 5px minmax(0, ${1 - share}fr)` }}
    >
      <div className={css.place}>{left}</div>
      {/* biome-ignore lint/a11y/useSemanticElements: a divider that moves is a separator with a value */}
      <div
        className={css.divider}
        role="separator"
        aria-orientation="vertical"
        aria-label="Table and charts"
        aria-valuenow={percent}
        aria-valuemin={20}
        aria-valuemax={85}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onDoubleClick={() => onShare(0.58)}
        onKeyDown={(event) => {
          if (event.key === "ArrowLeft") onShare(clamp(share - 0.03));
          if (event.key === "ArrowRight") onShare(clamp(share + 0.03));
        }}
      />
      <div className={css.place}>{right}</div>
    </div>
  );
}
