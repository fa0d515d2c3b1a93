/** Menus: a trigger and a list of what can be done, by pointer and by keyboard. */

import { cloneElement, type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { placeBeside } from "./float";
import { Icon } from "./Icon";
import css from "./Menu.module.css";
import { findTrigger, type Trigger } from "./Popover";

interface MenuProps {
  /** A button. */
  trigger: Trigger;
  align?: "start" | "end";
  children: ReactNode;
}

/** A menu below its trigger; arrow keys move, Escape and a click beside it close. */
export function Menu({ trigger, align = "start", children }: MenuProps) {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      {cloneElement(trigger, { popoverTarget: id, "aria-expanded": isOpen, "aria-haspopup": "menu" })}
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        className={css.popup}
        onKeyDown={(event) => moveFocus(event, panel.current)}
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest("[role^=menuitem]"))
            panel.current?.hidePopover();
        }}
        onToggle={(event) => {
          const open = event.newState === "open";
          setOpen(open);
          if (open) requestAnimationFrame(() => settle(id, panel.current, align));
        }}
      >
        {isOpen && children}
      </div>
    </>
  );
}

function settle(id: string, panel: HTMLElement | null, align: "start" | "end"): void {
  const trigger = findTrigger(id);
  if (!panel || !trigger) return;
  placeBeside(panel, trigger, align);
  (listItems(panel).find((item) => item.ariaChecked === "true") ?? panel).focus();
}

function listItems(panel: HTMLElement): HTMLElement[] {
  return [...panel.querySelectorAll<HTMLElement>("[role^=menuitem]:not(:disabled)")];
}

function moveFocus(event: KeyboardEvent, panel: HTMLElement | null): void {
  if (!panel) return;
  const items = listItems(panel);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const targets: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? items.length - 1 : at - 1,
    Home: 0,
    End: items.length - 1,
  };
  const target = targets[event.key] ?? findByLetter(items, at, event.key);
  if (target === null) return;
  event.preventDefault();
  items[(target + items.length) % items.length]?.focus();
}

function findByLetter(items: readonly HTMLElement[], at: number, key: string): number | null {
  if (key.length !== 1 || key === " ") return null;
  for (let i = 1; i <= items.length; i++) {
    const index = (at + i + items.length) % items.length;
    if (items[index]?.textContent?.trim().toLowerCase().startsWith(key.toLowerCase())) return index;
  }
  return null;
}

interface MenuItemProps {
  onChoose: () => void;
  disabled?: boolean;
  children: ReactNode;
}

/** One thing to do. */
export function MenuItem({ onChoose, disabled = false, children }: MenuItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={css.item}
      disabled={disabled}
      onClick={onChoose}
    >
      <span className={css.tick} />
      {children}
    </button>
  );
}

interface MenuChoiceProps<Value extends string> {
  label: string;
  value: Value | null;
  options: readonly (readonly [Value, string])[];
  onChoose: (value: Value) => void;
}

/** One of several. */
export function MenuChoice<Value extends string>({
  label,
  value,
  options,
  onChoose,
}: MenuChoiceProps<Value>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group inside of a menu is no fieldset
    <div role="group" aria-label={label}>
      <div className={css.label}>{label}</div>
      {options.map(([name, words]) => (
        <button
          key={name}
          type="button"
          role="menuitemradio"
          aria-checked={name === value}
          tabIndex={-1}
          className={css.item}
          onClick={() => onChoose(name)}
        >
          <span className={css.tick}>{name === value && <Icon name="check" size={14} />}</span>
          {words}
        </button>
      ))}
    </div>
  );
}

/** A line between groups. */
export function MenuLine() {
  return <div className={css.line} />;
}
