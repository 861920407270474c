import { Injectable } from '@nestjs/common';
import { Surroundings } from '@app/kernel';
import type { Tx } from '@app/database';
import { Groups, type PersonRow, type SourceRow } from '@app/directory';
import { scimRoot } from './addresses.js';
import { settled } from './core/returned.js';
import { type Selection, selected, wants } from './core/selection.js';
import { type ScimResource, wireUser } from './core/wire.js';
import { registryOf } from './source-schema.js';

/** People as resources: with their groups, if anybody asked for them, and with what their source may see. */
@Injectable()
export class UserView {
  private readonly root: string;

  constructor(
    private readonly groups: Groups,
    surroundings: Surroundings,
  ) {
    this.root = scimRoot(surroundings);
  }

  /** In the order of the people given. */
  async shown(tx: Tx, source: SourceRow, people: readonly PersonRow[], selection: Selection): Promise<ScimResource[]> {
    const { user: registry } = registryOf(source);
    const asked = settled(selection, registry);
    const ids = wants(asked, 'groups') ? people.map(({ id }) => id) : [];
    const groups = await this.groups.ofPeople(tx, ids);
    return people.map((person) =>
      exactly(selected(wireUser(person, groups.get(person.id) ?? [], this.root, registry), asked)),
    );
  }
}

/** `schemas` names the core and those extensions of which something is in the body (RFC 7643 §3). */
function exactly(resource: ScimResource): ScimResource {
  const [core, ...extensions] = resource.schemas;
  const present = extensions.filter((urn) => urn in resource);
  return present.length === extensions.length ? resource : { ...resource, schemas: [core ?? '', ...present] };
}
