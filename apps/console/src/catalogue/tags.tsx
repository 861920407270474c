import type { ReactNode } from 'react';

/** What grants may select by. */
export function Tags({ tags }: { tags: readonly string[] }): ReactNode {
  if (tags.length === 0) return <span className="fine">none</span>;
  return (
    <span className="tags">
      {tags.map((tag) => (
        <span className="step" key={tag}>
          {tag}
        </span>
      ))}
    </span>
  );
}
