/** A dialog over the page: it has the focus until it is closed. */

import { type ReactNode, useEffect, useRef } from "react";
import { IconButton } from "./Button";
import { joinClasses } from "./classes";
import css from "./Dialog.module.css";

interface DialogProps {
  /** Shown on top, where `isBare` does not leave it to screen readers. */
  title: string;
  isBare?: boolean;
  className?: string | undefined;
  onClose: () => void;
  children: ReactNode;
}

/** Open as long as it is drawn; Escape and a click beside it close it, and the focus goes back. */
export function Dialog({ title, isBare = false, className, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>("input, textarea, select")?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the key, and the browser's own
    <dialog
      ref={dialog}
      className={joinClasses(css.dialog, className)}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className={css.inside}>
        {!isBare && (
          <header className={css.head}>
            <h2>{title}</h2>
            <IconButton icon="close" label="Close" onClick={onClose} />
          </header>
        )}
        {children}
      </div>
    </dialog>
  );
}
