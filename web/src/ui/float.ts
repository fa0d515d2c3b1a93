/** Places what floats: below its trigger, above where there is no room, always inside the window. */

const GAP = 4;
const EDGE = 8;

/** Put a floating element beside its trigger. */
export function placeBeside(panel: HTMLElement, trigger: HTMLElement, align: "start" | "end"): void {
  const box = trigger.getBoundingClientRect();
  const below = window.innerHeight - box.bottom - GAP - EDGE;
  const above = box.top - GAP - EDGE;
  const goesUp = panel.offsetHeight > below && above > below;
  const left = align === "start" ? box.left : box.right - panel.offsetWidth;
  const most = window.innerWidth - panel.offsetWidth - EDGE;
  panel.style.left = `${Math.max(EDGE, Math.min(left, most))}px`;
  panel.style.maxHeight = `${Math.max(120, goesUp ? above : below)}px`;
  panel.style.top = goesUp
    ? `${box.top - GAP - Math.min(panel.offsetHeight, above)}px`
    : `${box.bottom + GAP}px`;
}
