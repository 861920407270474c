import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

type Props = Readonly<{ title: string; onClose: () => void; children: ReactNode }>;

/** Asks before something is done. A modal dialog: Escape leaves all as it is, and the focus returns. */
export function Question({ title, onClose, children }: Props): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Closed before it leaves the page, else the browser forgets where the focus was.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={dialog} className="question" aria-labelledby={heading} onCancel={onClose}>
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}
