import { type RefObject, useLayoutEffect, useRef } from 'react';

/** A dialog that is modal while it is on the page; Escape cancels it, and the focus returns to where it was. */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  // Closed before it leaves the page, else the browser forgets where the focus was.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return dialog;
}
