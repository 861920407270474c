import { canonicalJson } from '@app/kernel';

export type Kind = 'tool' | 'resource' | 'resource_template' | 'prompt';
export type Risk = 'read' | 'write' | 'destructive' | 'unknown';
export type Environment = 'production' | 'staging' | 'development' | 'test';
export type Classification = 'public' | 'internal' | 'confidential' | 'restricted';

/** Several tools at once, also those to come: all that is stated must fit. At least one field beside `kind` is stated. */
export type Pattern = Readonly<{
  /** What it selects; tools if left out. */
  kind?: Kind;
  /** Id of a server. */
  server?: string;
  /** Glob over the server's own name of the tool: `*` stands for any characters, `?` for one. */
  name?: string;
  risk?: readonly Risk[];
  /** A tag of the tool or of its server. */
  tag?: string;
  environment?: readonly Environment[];
  classification?: readonly Classification[];
}>;

/** What a pattern looks at. */
export type Selectable = Readonly<{
  kind: Kind;
  serverId: string;
  name: string;
  risk: Risk;
  tags: readonly string[];
  server: Readonly<{
    tags: readonly string[];
    environment: Environment | null;
    classification: Classification | null;
  }>;
}>;

/**
 * @param unsaid what counts where nobody said of a server what it stands for or holds: false, and for a deny true, so that
 *   silence is no way round it (R-ACC-2)
 */
export function selects(pattern: Pattern, tool: Selectable, unsaid = false): boolean {
  const { kind = 'tool', server, name, risk, tag, environment, classification } = pattern;
  const { server: on } = tool;
  return (
    kind === tool.kind &&
    (server === undefined || server === tool.serverId) &&
    (name === undefined || globMatches(name, tool.name)) &&
    (risk === undefined || risk.includes(tool.risk)) &&
    (tag === undefined || tool.tags.includes(tag) || on.tags.includes(tag)) &&
    (environment === undefined || (on.environment === null ? unsaid : environment.includes(on.environment))) &&
    (classification === undefined || (on.classification === null ? unsaid : classification.includes(on.classification)))
  );
}

/** In steps that grow with pattern times text at most: a star goes back only to itself. */
export function globMatches(glob: string, text: string): boolean {
  let at = 0;
  let in_ = 0;
  let star = -1;
  let mark = 0;
  while (in_ < text.length) {
    if (glob[at] === '*') {
      star = at++;
      mark = in_;
    } else if (at < glob.length && (glob[at] === '?' || glob[at] === text[in_])) {
      at++;
      in_++;
    } else if (star >= 0) {
      at = star + 1;
      in_ = ++mark;
    } else return false;
  }
  while (glob[at] === '*') at++;
  return at === glob.length;
}

/** The one text of a pattern: equal patterns have equal keys. */
export const patternKey = (pattern: Pattern): string => canonicalJson({ kind: 'tool', ...pattern });
