import type { ReactNode } from 'react';

const shapes = {
  allow: 'M3.500 8.500 6.500 11.500 12.500 4.800',
  hold: 'M5.800 4v8M10.200 4v8',
  deny: 'M4.200 4.200l7.600 7.600M11.800 4.200l-7.600 7.600',
  read: 'M1.500 8S4 3.800 8 3.800 14.500 8 14.500 8 12 12.200 8 12.200 1.500 8 1.500 8ZM8 6.600v2.800',
  write: 'M3 13l.700-3L10.500 3.200l2.300 2.300L6 12.300 3 13ZM9 4.700 11.300 7',
  destructive: 'M8 2.500 14.500 13.500h-13ZM8 6.500v3.200M8 11.600v.200',
  unknown: 'M5.500 6a2.500 2.500 0 1 1 3.600 2.200c-.700.400-1.100.800-1.100 1.600M8 12.300v.200',
  close: 'M4 4l8 8M12 4l-8 8',
  missing: 'M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11ZM4.200 11.800l7.600-7.600',
  off: 'M2 2l12 12M4.500 7A5.500 5.500 0 0 1 8 5.800M11.800 7.300 11.500 7M2 5a9 9 0 0 1 1.500-1M14 5a9 9 0 0 0-5.500-2M6.200 9.800a2.600 2.600 0 0 1 3 0M8 12.600v.100',
  empty: 'M2.500 9.500 4.500 3.500h7l2 6v3h-11ZM2.500 9.500h3.300l.900 1.500h2.600l.900-1.500h3.300',
  warning: 'M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11ZM8 5v3.500M8 10.800v.200',
  pause: 'M5.500 4v8M10.500 4v8',
  play: 'M5 3.500v9l7-4.500Z',
  refresh: 'M13 8a5 5 0 1 1-1.500-3.600M13 2.500v2.700h-2.700',
  arrow: 'M3 8h9M9 5l3 3-3 3',
} as const;

export type IconName = keyof typeof shapes;

/** Decoration beside a word, never instead of one. */
export function Icon({ name }: { name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
