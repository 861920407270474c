import { type ReactNode, useId } from 'react';
import { useModal } from './use-modal.js';

type Props = Readonly<{ title: string; onClose: () => void; children: ReactNode }>;

/** Asks before something is done. A modal dialog: Escape leaves all as it is, and the focus returns. */
export function Question({ title, onClose, children }: Props): ReactNode {
  const dialog = useModal();
  const heading = useId();
  return (
    <dialog ref={dialog} className="question" aria-labelledby={heading} onCancel={onClose}>
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}
