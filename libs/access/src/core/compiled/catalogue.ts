import { type Basis, basisOf } from '../basis.js';
import type { ServerFacts, ToolFacts } from '../facts.js';
import { type Asked, asked } from '../fits.js';
import type { Kind } from '../selector/pattern.js';

export type CompiledTool = Readonly<{
  facts: ToolFacts;
  server: ServerFacts;
  asked: Asked;
  basis: readonly Basis[] | undefined;
}>;
type ByName = Map<string, CompiledTool>;
const none: readonly never[] = [];

/** Servers and their tools. Few, beside agents and people: compiled anew, all of them, when one has changed. */
export class Catalogue {
  private readonly servers = new Map<string, ServerFacts>();
  private readonly tools = new Map<string, ToolFacts>();
  private view: View | undefined;

  putServer(id: string, server: ServerFacts | undefined): void {
    if (server) this.servers.set(id, server);
    else this.servers.delete(id);
    this.view = undefined;
  }

  putTool(id: string, tool: ToolFacts | undefined): void {
    if (tool) this.tools.set(id, tool);
    else this.tools.delete(id);
    this.view = undefined;
  }

  /** What goes by this name: tools, resources and prompts may share one. */
  named(tenant: string, serverName: string, kind: Kind, name: string): CompiledTool | undefined {
    return this.compiled().named.get(tenant)?.get(serverName)?.get(nameOf(kind, name));
  }

  /** Names of all of a kind that a server has; not of what it no longer offers. */
  names(tenant: string, serverName: string, kind: Kind): ReadonlySet<string> {
    const view = this.compiled();
    const key = `${tenant}\0${serverName}\0${kind}`;
    const known = view.names.get(key);
    if (known) return known;
    const tools = [...(view.named.get(tenant)?.get(serverName)?.values() ?? [])];
    const offered = tools.filter(({ facts }) => facts.kind === kind && facts.state !== 'removed');
    const names = new Set(offered.map(({ facts }) => facts.name));
    if (offered.length > 0) view.names.set(key, names);
    return names;
  }

  byId(id: string): CompiledTool | undefined {
    return this.compiled().byId.get(id);
  }

  /** In the order of their ids. */
  ofTenant(tenant: string): readonly CompiledTool[] {
    return this.compiled().ofTenant.get(tenant) ?? none;
  }

  private compiled(): View {
    this.view ??= viewOf(this.servers, this.tools);
    return this.view;
  }
}

type View = Readonly<{
  byId: ReadonlyMap<string, CompiledTool>;
  /** Tenant → server → tool: three look-ups, and no key to be put together for each call. */
  named: ReadonlyMap<string, ReadonlyMap<string, ByName>>;
  ofTenant: ReadonlyMap<string, readonly CompiledTool[]>;
  /** What was asked for of `names`. */
  names: Map<string, ReadonlySet<string>>;
}>;

function viewOf(servers: ReadonlyMap<string, ServerFacts>, tools: ReadonlyMap<string, ToolFacts>): View {
  const byId = new Map<string, CompiledTool>();
  const named = new Map<string, Map<string, ByName>>();
  const ofTenant = new Map<string, CompiledTool[]>();
  const toolOf = (id: string): ToolFacts | undefined => tools.get(id);
  for (const facts of [...tools.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const server = servers.get(facts.serverId);
    if (!server) continue;
    const tool = { facts, server, asked: asked(facts, server), basis: basisOf(facts, toolOf) };
    byId.set(facts.id, tool);
    const ofServer = entry(entry(named, server.tenant, newMap<ByName>), server.name, newMap<CompiledTool>);
    ofServer.set(nameOf(facts.kind, facts.name), tool);
    entry(ofTenant, server.tenant, (): CompiledTool[] => []).push(tool);
  }
  return { byId, named, ofTenant, names: new Map() };
}

const nameOf = (kind: Kind, name: string): string => (kind === 'tool' ? name : `${kind}\0${name}`);
const newMap = <Value>(): Map<string, Value> => new Map();

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
