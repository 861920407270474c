import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Decision } from './decision.js';

/** A screen reader hears the count at most this often, however fast decisions come. */
const SAY_EVERY_MS = 3000;

/** How many decisions are on the page; drawn at once, said politely. */
export function Tally({ decisions }: { decisions: readonly Decision[] }): ReactNode {
  const count = decisions.length;
  const refused = decisions.filter(({ decision }) => decision === 'deny').length;
  const words = `${count} ${count === 1 ? 'decision' : 'decisions'}, ${refused} refused`;
  return (
    <>
      <span className="tally" aria-hidden="true">
        {words}
      </span>
      <span className="unseen" role="status" aria-live="polite">
        {useCalm(words)}
      </span>
    </>
  );
}

/** The newest value, but no more often than a listener can bear. */
function useCalm(value: string): string {
  const [calm, setCalm] = useState(value);
  const saidAt = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, saidAt.current + SAY_EVERY_MS - Date.now());
    const timer = setTimeout(() => {
      saidAt.current = Date.now();
      setCalm(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value]);
  return calm;
}
