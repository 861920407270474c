import { Refusal, type RefusalCode } from '@app/kernel';
import { type Token, tokensOf } from './lexer.js';
import type { Name } from './registry.js';

export const operators = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Operator = (typeof operators)[number];
export type Literal = string | number | boolean | null;

/** `[URN ":"] name ["." sub]` */
export type AttributePath = Name & Readonly<{ sub: string | null }>;

/** RFC 7644 §3.4.2.2. `element` is `path[filter]`: one and the same element meets the whole filter. */
export type Filter =
  | Readonly<{ kind: 'and' | 'or'; terms: readonly Filter[] }>
  | Readonly<{ kind: 'not'; term: Filter }>
  | Readonly<{ kind: 'present'; path: AttributePath }>
  | Readonly<{ kind: 'compare'; path: AttributePath; operator: Operator; value: Literal }>
  | Readonly<{ kind: 'element'; path: AttributePath; filter: Filter }>;

const DEEPEST = 24;
const MOST_TERMS = 100;

/** @throws Refusal `scim.invalid-filter` */
export function parseFilter(text: string): Filter {
  const parser = new FilterParser(tokensOf(text, 'scim.invalid-filter'), 'scim.invalid-filter');
  const filter = parser.filter();
  parser.end();
  return filter;
}

/**
 * A bare attribute path, as `sortBy` has it.
 * @throws Refusal with the code
 */
export function parseAttributePath(text: string, code: RefusalCode): AttributePath {
  const parser = new FilterParser(tokensOf(text, code), code);
  const { path, filter } = parser.target();
  parser.end();
  if (filter !== null) throw new Refusal(code, 'a bare attribute path is asked for');
  return path;
}

/** Recursive descent: `or` binds weakest, then `and`, then `not (…)`; depth and terms are counted on the way. */
export class FilterParser {
  private at = 0;
  private depth = 0;
  private terms = 0;
  private inElement = false;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly code: RefusalCode,
  ) {}

  filter(): Filter {
    return this.chain('or', () => this.chain('and', () => this.term()));
  }

  end(): void {
    if (this.at < this.tokens.length) throw this.wrong('something follows where nothing may');
  }

  /** `name[filter]` or `name`; the part after `]` is left to the caller. */
  target(): { path: AttributePath; filter: Filter | null } {
    const path = this.path();
    if (!this.accept('[')) return { path, filter: null };
    if (this.inElement || path.sub !== null) throw this.wrong('a value filter stands where none may');
    this.inElement = true;
    const filter = this.deeper(() => this.filter());
    this.inElement = false;
    this.expect(']');
    return { path, filter };
  }

  /** `.sub` directly after a `]`. */
  subAfterElement(): string | null {
    const token = this.tokens[this.at];
    if (token?.kind !== 'word' || !token.text.startsWith('.')) return null;
    this.at += 1;
    const sub = token.text.slice(1);
    if (!/^[$A-Za-z_][\w$-]*$/.test(sub)) throw this.wrong(`'${sub}' is no sub-attribute`);
    return sub;
  }

  private chain(kind: 'and' | 'or', next: () => Filter): Filter {
    const first = next();
    const terms = [first];
    while (this.acceptWord(kind)) terms.push(next());
    return terms.length === 1 ? first : { kind, terms };
  }

  private term(): Filter {
    if (this.acceptWord('not')) {
      this.expect('(');
      const term = this.deeper(() => this.filter());
      this.expect(')');
      return { kind: 'not', term };
    }
    if (this.accept('(')) {
      const inner = this.deeper(() => this.filter());
      this.expect(')');
      return inner;
    }
    return this.expression();
  }

  private expression(): Filter {
    if (++this.terms > MOST_TERMS) throw this.wrong(`more than ${MOST_TERMS} conditions`);
    const { path, filter } = this.target();
    if (filter === null) return this.condition(path);
    const sub = this.subAfterElement();
    if (sub === null) return { kind: 'element', path, filter };
    const ofSame = this.condition({ urn: null, name: sub, sub: null });
    return { kind: 'element', path, filter: { kind: 'and', terms: [filter, ofSame] } };
  }

  private condition(path: AttributePath): Filter {
    if (this.acceptWord('pr')) return { kind: 'present', path };
    const operator = operators.find((candidate) => this.acceptWord(candidate));
    if (!operator) throw this.wrong('an operator is missing or unknown');
    return { kind: 'compare', path, operator, value: this.literal() };
  }

  private literal(): Literal {
    const token = this.tokens[this.at++];
    if (token?.kind === 'string') return token.value;
    if (token?.kind === 'number' && Number.isFinite(token.value)) return token.value;
    const text = token?.kind === 'word' ? token.text.toLowerCase() : '';
    if (text === 'true' || text === 'false') return text === 'true';
    if (text === 'null') return null;
    throw this.wrong('a value is missing or malformed');
  }

  private path(): AttributePath {
    const token = this.tokens[this.at++];
    if (token?.kind !== 'word') throw this.wrong('an attribute is missing');
    const colon = token.text.lastIndexOf(':');
    const urn = colon < 0 ? null : token.text.slice(0, colon);
    const [name = '', sub = null, ...more] = token.text.slice(colon + 1).split('.');
    if (name === '' || sub === '' || more.length > 0) throw this.wrong(`'${token.text}' is no attribute path`);
    return { urn, name, sub };
  }

  private deeper(inner: () => Filter): Filter {
    if (++this.depth > DEEPEST) throw this.wrong(`nested deeper than ${DEEPEST}`);
    const filter = inner();
    this.depth -= 1;
    return filter;
  }

  private accept(kind: Token['kind']): boolean {
    const found = this.tokens[this.at]?.kind === kind;
    if (found) this.at += 1;
    return found;
  }

  private acceptWord(text: string): boolean {
    const token = this.tokens[this.at];
    const found = token?.kind === 'word' && token.text.toLowerCase() === text;
    if (found) this.at += 1;
    return found;
  }

  private expect(kind: Token['kind']): void {
    if (!this.accept(kind)) throw this.wrong(`'${kind}' is missing`);
  }

  private wrong(why: string): Refusal {
    return new Refusal(this.code, why);
  }
}
