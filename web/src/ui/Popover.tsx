/** A panel that floats beside its trigger. */

import { cloneElement, type ReactElement, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { placeBeside } from "./float";
import css from "./Popover.module.css";

export type Trigger = ReactElement<{
  popoverTarget?: string;
  "aria-expanded"?: boolean;
  "aria-haspopup"?: "menu" | "dialog";
}>;

interface PopoverProps {
  /** A button. */
  trigger: Trigger;
  label: string;
  align?: "start" | "end";
  children: ReactNode;
}

/** A floating panel; Escape, a click beside it or on what has `data-closes` close it, and the focus goes back. */
export function Popover({ trigger, label, align = "end", children }: PopoverProps) {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const element = panel.current;
    if (!isOpen || !element) return;
    const settle = makeSettle(id, element, align);
    const observer = new ResizeObserver(settle);
    observer.observe(element);
    return () => observer.disconnect();
  }, [isOpen, id, align]);
  return (
    <>
      {cloneElement(trigger, { popoverTarget: id, "aria-expanded": isOpen, "aria-haspopup": "dialog" })}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: buttons make clicks of keys */}
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={css.popup}
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest("[data-closes]"))
            panel.current?.hidePopover();
        }}
        onToggle={(event) => {
          setOpen(event.newState === "open");
        }}
      >
        {isOpen && children}
      </div>
    </>
  );
}

/** Return what places a panel whenever its size changes; the focus goes into it once, when something there takes it. */
function makeSettle(id: string, panel: HTMLElement, align: "start" | "end"): () => void {
  let isFocused = false;
  return () => {
    const trigger = findTrigger(id);
    if (!trigger) return;
    placeBeside(panel, trigger, align);
    if (isFocused) return;
    const first = panel.querySelector<HTMLElement>("input, button");
    if (!panel.contains(document.activeElement)) first?.focus();
    isFocused = first !== null;
  };
}

/** Return the button that opens the floating element of this id. */
export function findTrigger(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[popovertarget="${CSS.escape(id)}"]`);
}
