/** A modal dialog: the browser's own, so focus is kept inside, Escape closes it and what lies behind is inert. */
import { type ReactNode, useEffect, useRef } from "react";
import { focusNear, holdersOf } from "../lib/focus.ts";
import { Icon } from "./icon.tsx";

interface Props {
  open: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
  className?: string;
  /** Without a visible head: the title is told to assistive technology alone. */
  bare?: boolean;
}

export function Dialog({ open, title, onClose, children, className = "", bare = false }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog || !open) return;
    const before = holdersOf(document.activeElement);
    if (!dialog.open) dialog.showModal();
    // Who has a keyboard types at once; on a screen without one it would rise over what is to be chosen.
    if (matchMedia("(pointer: fine)").matches) dialog.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => {
      dialog.close();
      // Taken out of the page, a dialog gives the focus back to nobody; a menu that opened it may be gone.
      focusNear(before);
    };
  }, [open]);
  if (!open) return null;
  return (
    <dialog
      ref={ref}
      className={`float modal ${className}`}
      aria-label={title}
      onClose={onClose}
      onCancel={onClose}
      onPointerDown={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      {bare ? null : (
        <header className="mhead">
          <h2>{title}</h2>
          <button className="icon" type="button" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
      )}
      {children}
    </dialog>
  );
}
