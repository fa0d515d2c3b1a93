/** A dialog over the page; Escape closes it, and the focus goes back to where it was. */

import { type ReactNode, useEffect, useRef } from "react";
import { IconButton } from "./Button";
import { joinClasses } from "./classes";
import css from "./Dialog.module.css";

interface DialogProps {
  /** Stands on top, where `isBare` does not leave it to screen readers. */
  title: string;
  /** How the title looks, where it is not plain text. */
  heading?: ReactNode;
  isBare?: boolean;
  className?: string | undefined;
  /** Stands right in the head, before the button that closes. */
  head?: ReactNode;
  /** It fills the window. */
  isFull?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/**
 * Open as long as it is drawn; Escape and a click beside it close it, and the focus goes back to where it was. What
 * is marked with `data-first` gets the focus, else the first input.
 */
export function Dialog(props: DialogProps) {
  const { title, heading, head, isBare = false, isFull = false, className, onClose, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const element = dialog.current;
    if (element && !element.open) {
      element.showModal();
      (element.querySelector<HTMLElement>("[data-first], input, textarea, select") ?? element).focus();
    }
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the key, and the browser's own
    <dialog
      ref={dialog}
      tabIndex={-1}
      className={joinClasses(css.dialog, isFull && css.full, className)}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        if (event.target === dialog.current) onClose();
      }}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className={css.inside}>
        {!isBare && (
          <header className={css.head}>
            <h2>{heading ?? title}</h2>
            {head}
            <IconButton icon="close" label="Close" onClick={onClose} />
          </header>
        )}
        {children}
      </div>
    </dialog>
  );
}
