import { fold } from './folding.js';

/** Attributes that are compared where the provider's list has a column for them; `externalId` and `active` always are. */
export const comparedColumns = ['displayName', 'email', 'title', 'department', 'employeeNumber', 'manager'] as const;
export type ComparedColumn = (typeof comparedColumns)[number];

/** Somebody as the provider's list has them. `line` counts from 1; null: the list says that there is none. */
export type Listed = Readonly<{ line: number; externalId: string | null; userName: string; active: boolean }> &
  Readonly<Partial<Record<ComparedColumn, string | null>>>;

/** Somebody as we hold them; `manager` are all the names by which a list may mean the manager. */
export type Held = Readonly<{
  id: string;
  externalId: string | null;
  userName: string;
  active: boolean;
  displayName: string | null;
  email: string | null;
  title: string | null;
  department: string | null;
  employeeNumber: string | null;
  manager: readonly string[];
}>;

export type Findings = Readonly<{
  counts: Readonly<Record<'listed' | 'here' | 'equal' | 'missing' | 'extra' | 'different' | 'duplicates', number>>;
  /** On the list and not here. */
  missing: readonly Readonly<{ line: number; externalId: string | null; userName: string }>[];
  /** Here and not on the list. */
  extra: readonly Readonly<{ id: string; externalId: string | null; userName: string; active: boolean }>[];
  /** In both, with the names of what differs. */
  different: readonly Readonly<{ line: number; id: string; userName: string; attributes: readonly string[] }>[];
  /** Lines that name somebody whom an earlier line names. */
  duplicates: readonly Readonly<{ line: number; first: number; by: 'externalId' | 'userName' | 'person' }>[];
}>;

/**
 * Compares a provider's whole list with what is held here, line by line, in one pass; of the list the names stay in
 * memory, and the lines that differ. People are recognised by externalId, and by user name where no externalId tells more.
 */
export class Comparison {
  private readonly byExternalId = new Map<string, Held>();
  private readonly byUserName = new Map<string, Held>();
  private readonly externalIds = new Map<string, number>();
  private readonly userNames = new Map<string, number>();
  private readonly found = new Map<string, number>();
  private readonly unplaced: Listed[] = [];
  private readonly missing: Findings['missing'][number][] = [];
  private readonly different: Findings['different'][number][] = [];
  private readonly duplicates: Findings['duplicates'][number][] = [];
  private listed = 0;

  constructor(private readonly here: readonly Held[]) {
    for (const held of here) {
      if (held.externalId !== null) this.byExternalId.set(held.externalId, held);
      this.byUserName.set(fold(held.userName), held);
    }
  }

  take(listed: Listed): void {
    this.listed += 1;
    const { line, externalId, userName } = listed;
    const key = fold(userName);
    const sameId = externalId === null ? undefined : this.externalIds.get(externalId);
    const sameName = this.userNames.get(key);
    if (externalId !== null && sameId === undefined) this.externalIds.set(externalId, line);
    if (sameName === undefined) this.userNames.set(key, line);
    if (sameId !== undefined) this.duplicates.push({ line, first: sameId, by: 'externalId' });
    else if (sameName !== undefined) this.duplicates.push({ line, first: sameName, by: 'userName' });
    else {
      const held = externalId === null ? this.byUserName.get(key) : this.byExternalId.get(externalId);
      if (held) this.match(listed, held);
      else this.unplaced.push(listed); // by name only when all externalIds have been seen
    }
  }

  end(): Findings {
    for (const listed of this.unplaced.splice(0)) {
      const held = this.byUserName.get(fold(listed.userName));
      if (held && !this.found.has(held.id)) this.match(listed, held);
      else this.missing.push({ line: listed.line, externalId: listed.externalId, userName: listed.userName });
    }
    const { found, missing, different, duplicates } = this;
    const extra = this.here
      .filter(({ id }) => !found.has(id))
      .map(({ id, externalId, userName, active }) => ({ id, externalId, userName, active }));
    const counts = {
      listed: this.listed,
      here: this.here.length,
      equal: found.size - different.length,
      missing: missing.length,
      extra: extra.length,
      different: different.length,
      duplicates: duplicates.length,
    };
    return { counts, missing, extra, different, duplicates };
  }

  private match(listed: Listed, held: Held): void {
    const first = this.found.get(held.id);
    if (first !== undefined) {
      this.duplicates.push({ line: listed.line, first, by: 'person' });
      return;
    }
    this.found.set(held.id, listed.line);
    const attributes = differences(listed, held);
    if (attributes.length === 0) return;
    this.different.push({ line: listed.line, id: held.id, userName: held.userName, attributes });
  }
}

function differences(listed: Listed, held: Held): string[] {
  const differs = (column: ComparedColumn): boolean => {
    const said = listed[column];
    if (said === undefined) return false;
    if (column !== 'manager') return said !== held[column];
    return said === null ? held.manager.length > 0 : !held.manager.some((name) => fold(name) === fold(said));
  };
  return [
    ...(listed.externalId === held.externalId ? [] : ['externalId']),
    ...(fold(listed.userName) === fold(held.userName) ? [] : ['userName']),
    ...(listed.active === held.active ? [] : ['active']),
    ...comparedColumns.filter(differs),
  ];
}
