import { fold } from '@app/directory';
import { variantForm } from '@app/catalog';
import { faultOf, ruleFault } from '../core/condition/fault-of.js';
import type { Condition } from '../core/condition/types.js';
import type { Kind, Pattern } from '../core/selector/pattern.js';
import type { AccessDocument, DocumentGrant, DocumentMatch } from './document.js';
import { type Directory, memberKey, type Names, toolKey } from './names.js';
import { placed } from './placed.js';
import { type Fault, faultsOf, type Path, type ReadDocument } from './read-document.js';
import type * as wanted from './wanted.js';

type Granting = Omit<DocumentGrant, 'profile' | 'from' | 'to'>;
type Holder = NonNullable<Section<'profiles'>['assigned']>[number];
type Section<Key extends 'servers' | 'profiles' | 'agents'> = NonNullable<AccessDocument[Key]>[string];

/**
 * Names into ids. What is new gets its id from `newId`; of every other name exactly one bearer must be known.
 * @returns all that is wrong, when anything is
 */
export function resolve(
  { document, faultAt }: ReadDocument,
  directory: Directory,
  newId: () => string,
): wanted.Wanted | readonly Fault[] {
  const resolver = new Resolver(document, directory, faultAt, newId);
  const resolved = resolver.all();
  return resolver.faults.length > 0 ? resolver.faults : resolved;
}

class Resolver {
  readonly faults: Fault[] = [];
  /** Ids of profiles and variants that the document itself brings. */
  private readonly made = new Map<string, string>();

  constructor(
    private readonly document: AccessDocument,
    private readonly directory: Directory,
    private readonly faultAt: ReadDocument['faultAt'],
    private readonly newId: () => string,
  ) {}

  all(): wanted.Wanted {
    const { servers = {}, profiles = {}, agents = {} } = this.document;
    for (const name of Object.keys(profiles)) {
      if (this.directory.profiles.of(name).length === 0) this.made.set(name, this.newId());
    }
    return {
      servers: Object.entries(servers).map(([name, said]) => this.server(name, said, ['servers', name])),
      profiles: Object.entries(profiles).map(([name, said]) => this.profile(name, said, ['profiles', name])),
      agents: Object.entries(agents).map(([name, said]) => this.agent(name, said, ['agents', name])),
    };
  }

  private server(name: string, said: Section<'servers'>, at: Path): wanted.WantedServer {
    const id = this.one(this.directory.servers, name, 'server', name, at);
    const tools = Object.entries(said.tools ?? {}).map(([tool, { tags, risk, reason }]) => {
      const place = [...at, 'tools', tool];
      if (risk !== undefined && reason === undefined) this.fault([...place, 'risk'], 'a risk class needs a reason');
      return { id: this.tool(id, 'tool', tool, place), tags, risk, reason };
    });
    const variants = Object.entries(said.variants ?? {}).map(([variant, { of: base, ...how }]) => {
      const place = [...at, 'variants', variant];
      const known = this.directory.tools.of(toolKey(id, 'tool', variant))[0];
      const own = known ?? this.newId();
      if (known === undefined) this.made.set(toolKey(id, 'tool', variant), own);
      const of = this.tool(id, 'tool', base, [...place, 'of']);
      const form = variantForm.safeParse(how);
      for (const issue of form.error?.issues ?? []) this.faults.push(...faultsOf(issue, this.faultAt, place));
      return { id: own, name: variant, of, isNew: known === undefined, variant: form.data ?? how, at: place };
    });
    return {
      id,
      name,
      environment: said.environment,
      classification: said.classification,
      tags: said.tags,
      tools,
      variants,
    };
  }

  private profile(name: string, said: Section<'profiles'>, at: Path): wanted.WantedProfile {
    return {
      id: this.profileId(name, at),
      name,
      isNew: this.made.has(name),
      description: said.description,
      grants: said.grants?.map((grant, i) => this.grant(grant, [...at, 'grants', i])),
      assigned: said.assigned?.map((holder, i) => this.assignment(holder, [...at, 'assigned', i])),
      rules: said.rules?.map((rule, i) => {
        const place = [...at, 'rules', i];
        return { name: rule.name, condition: this.condition(rule.when, [...place, 'when'], 'rule'), at: place };
      }),
    };
  }

  private assignment(holder: Holder, at: Path): wanted.WantedAssignment {
    const { source } = holder;
    const sourceId =
      source === undefined ? null : this.one(this.directory.sources, source, 'source', source, [...at, 'source']);
    const said = { ...termOf(holder), reason: holder.reason ?? '', at };
    if ('person' in holder) {
      const key = memberKey(fold(holder.person), sourceId);
      const personId = this.one(this.directory.people, key, 'person', holder.person, [...at, 'person']);
      return { ...said, personId, groupId: null };
    }
    const key = memberKey(fold(holder.group), sourceId);
    const groupId = this.one(this.directory.groups, key, 'group', holder.group, [...at, 'group']);
    return { ...said, personId: null, groupId };
  }

  private agent(name: string, said: Section<'agents'>, at: Path): wanted.WantedAgent {
    return {
      id: this.one(this.directory.agents, name, 'agent', name, at),
      name,
      tags: said.tags,
      grants: said.grants?.map((grant, i) => {
        const place = [...at, 'grants', i];
        const { profile, from: _from, to: _to, ...granting } = grant;
        const profileId = profile === undefined ? null : this.profileId(profile, [...place, 'profile']);
        if (profileId !== null && grant.effect === 'deny') {
          this.fault([...place, 'effect'], 'a profile that an agent holds is never a deny');
        }
        return { ...this.grant(granting, place, profileId !== null), ...termOf(grant), profileId };
      }),
    };
  }

  private grant(said: Granting, at: Path, ofProfile = false): wanted.WantedGrant {
    const stated = Number(said.tool !== undefined) + Number(said.match !== undefined);
    if (stated > 1 || (stated === 0 && !ofProfile)) this.fault(at, 'says either tool or match');
    return {
      toolId: said.tool === undefined ? null : this.toolNamed(said.tool, said.kind ?? 'tool', [...at, 'tool']),
      pattern: said.match === undefined ? null : this.pattern(said.match, [...at, 'match']),
      effect: said.effect,
      condition: said.when === undefined ? null : this.condition(said.when, [...at, 'when']),
      budget: said.budget ?? null,
      obligations: (said.obligations as wanted.WantedGrant['obligations'] | undefined) ?? [],
      at,
    };
  }

  private pattern(said: DocumentMatch, at: Path): Pattern {
    const { server, ...rest } = said;
    if (Object.keys(said).every((key) => key === 'kind')) this.fault(at, 'says nothing by which to select');
    const on = server === undefined ? {} : { server: this.serverId(server, [...at, 'server']) };
    return { ...rest, ...on } as Pattern;
  }

  /** Patterns within it name servers, too. */
  private condition(said: unknown, at: Path, of: 'grant' | 'rule' = 'grant'): Condition {
    const named = this.named(said, at);
    const fault = of === 'rule' ? ruleFault(named) : faultOf(named, { inputSchema: null });
    if (fault) this.faults.push(placed(fault, at, this.faultAt));
    return named as Condition;
  }

  private named(said: unknown, at: Path): unknown {
    if (Array.isArray(said)) return said.map((part, i) => this.named(part, [...at, i]));
    if (said === null || typeof said !== 'object') return said;
    return Object.fromEntries(
      Object.entries(said).map(([key, value]: [string, unknown]) => {
        const place = [...at, key];
        if (key !== 'called' || value === null || typeof value !== 'object' || !('server' in value)) {
          return [key, this.named(value, place)];
        }
        return [key, { ...value, server: this.serverId(String(value.server), [...place, 'server']) }];
      }),
    );
  }

  private toolNamed(said: string, kind: Kind, at: Path): string {
    const slash = said.indexOf('/');
    if (slash <= 0 || slash === said.length - 1) {
      this.fault(at, 'is not server/name');
      return '';
    }
    return this.tool(this.serverId(said.slice(0, slash), at), kind, said.slice(slash + 1), at);
  }

  private tool(serverId: string, kind: Kind, name: string, at: Path): string {
    if (serverId === '') return ''; // said already
    const key = toolKey(serverId, kind, name);
    return this.made.get(key) ?? this.one(this.directory.tools, key, kind.replace('_', ' '), name, at);
  }

  private serverId(name: string, at: Path): string {
    return this.one(this.directory.servers, name, 'server', name, at);
  }

  private profileId(name: string, at: Path): string {
    return this.made.get(name) ?? this.one(this.directory.profiles, name, 'profile', name, at);
  }

  private one(names: Names, key: string, kind: string, said: string, at: Path): string {
    const [id, other] = names.of(key);
    if (id === undefined) this.fault(at, `there is no ${kind} ${said}`);
    else if (other !== undefined) this.fault(at, `there are several called ${said}; say which by its source`);
    return id ?? '';
  }

  private fault(at: Path, says: string): void {
    this.faults.push(this.faultAt(at, says));
  }
}

function termOf({ from, to }: { from?: string | undefined; to?: string | undefined }): wanted.Term {
  return { from: from === undefined ? null : new Date(from), to: to === undefined ? null : new Date(to) };
}
