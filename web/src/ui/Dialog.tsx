/** A dialog over the page; Escape closes it, and the focus goes back to where it was. */

import { type ReactNode, useEffect, useId, useRef } from "react";
import { IconButton } from "./Button";
import { joinClasses } from "./classes";
import css from "./Dialog.module.css";

interface DialogProps {
  title: ReactNode;
  /** Stands right in the head, before the button that closes. */
  head?: ReactNode;
  /** It fills the window. */
  isFull?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** Open as long as it is there; what is marked with `data-first` gets the focus. */
export function Dialog({ title, head, isFull = false, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const name = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) {
      element.showModal();
      (element.querySelector<HTMLElement>("[data-first]") ?? element).focus();
    }
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      className={joinClasses(css.dialog, isFull && css.full)}
      aria-labelledby={name}
      onCancel={(event) => {
        event.preventDefault();
        if (event.target === dialog.current) onClose();
      }}
    >
      <header className={css.head}>
        <h2 id={name}>{title}</h2>
        {head}
        <IconButton icon="close" label="Close" onClick={onClose} />
      </header>
      {children}
    </dialog>
  );
}
