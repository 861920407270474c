import { type ReactNode, useId } from 'react';
import { Icon } from './icon.js';
import { useModal } from './use-modal.js';

type Props = Readonly<{ title: ReactNode; onClose: () => void; children: ReactNode }>;

/** What is behind a row. A modal dialog: Escape closes it, and the focus returns to the row. */
export function Drawer({ title, onClose, children }: Props): ReactNode {
  const dialog = useModal();
  const heading = useId();
  return (
    <dialog
      ref={dialog}
      className="drawer"
      aria-labelledby={heading}
      onCancel={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <header>
        <h2 id={heading}>{title}</h2>
        <button type="button" className="quiet" onClick={onClose}>
          <Icon name="close" /> Close
        </button>
      </header>
      <div className="drawer-body">{children}</div>
    </dialog>
  );
}
