import fc from 'fast-check';

/**
 * What a PATCH of a user means, told a second time and as simply as possible: plain objects changed in place, no schema,
 * no registry, nothing of libs/scim. Each command knows how providers write it and what it does.
 */
const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

type Email = { value?: string; type?: string; display?: string; primary?: boolean };
export type ModelUser = {
  userName: string;
  active: boolean;
  displayName?: string;
  title?: string;
  name?: { givenName?: string; familyName?: string };
  emails?: Email[];
  [ENT]?: { department?: string; manager?: { value: string } };
};
export type Command = Readonly<{ wire: object; apply: (user: ModelUser, entra: boolean) => void }>;

/** The whole PATCH is refused with this code. */
export class ModelRefusal extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** The user after all commands, or the code of the refusal, in which case nothing has happened. */
export function modelled(user: ModelUser, commands: readonly Command[], entra: boolean): ModelUser | string {
  const copy = structuredClone(user);
  try {
    for (const command of commands) {
      command.apply(copy, entra);
      tidy(copy);
    }
    return copy;
  } catch (error) {
    if (error instanceof ModelRefusal) return error.code;
    throw error;
  }
}

/** The order of elements says nothing. */
export const comparable = ({ emails, ...rest }: ModelUser): object => ({
  ...rest,
  ...(emails ? { emails: emails.map((email) => JSON.stringify(email, Object.keys(email).toSorted())).toSorted() } : {}),
});

function tidy(user: ModelUser): void {
  const emails = user.emails?.filter((email) => Object.keys(email).length > 0) ?? [];
  const once: Email[] = [];
  for (const email of emails) {
    const at = once.findIndex((other) => same(other, email));
    if (at < 0) once.push(email);
    else once[at] = email;
  }
  if (once.length > 0) user.emails = once;
  else delete user.emails;
  if (user.name && Object.keys(user.name).length === 0) delete user.name;
  if (user[ENT] && Object.keys(user[ENT]).length === 0) delete user[ENT];
}

const lower = (text: string | undefined): string => (text ?? '').toLowerCase();
const same = (a: Email, b: Email): boolean => lower(a.value) === lower(b.value) && lower(a.type) === lower(b.type);

/** The last of these is the only primary one, if it is one. */
function crown(user: ModelUser, touched: readonly Email[]): void {
  const newest = (user.emails ?? []).findLast((email) => touched.includes(email) && email.primary === true);
  if (newest)
    for (const email of user.emails ?? []) if (email !== newest && email.primary === true) delete email.primary;
}

function stated(emails: readonly Email[]): Email[] {
  const once: Email[] = [];
  for (const email of emails.filter((each) => Object.keys(each).length > 0)) {
    const at = once.findIndex((other) => same(other, email));
    if (at < 0) once.push({ ...email });
    else once[at] = { ...email };
  }
  if (once.filter(({ primary }) => primary === true).length > 1) throw new ModelRefusal('scim.invalid-value');
  return once;
}

const cased = (op: 'add' | 'replace' | 'remove'): fc.Arbitrary<string> =>
  fc.constantFrom(op, op.toUpperCase(), `${op.charAt(0).toUpperCase()}${op.slice(1)}`);
const write = fc.constantFrom('add' as const, 'replace' as const);
const word = fc.constantFrom('', 'a', 'A', 'b', 'Ünï', 'O\'Hara \\ "x"', 'x]y');
const address = fc.constantFrom('a@x', 'A@X', 'b@x', 'c@y');
const kind = fc.constantFrom('work', 'Work', 'home', 'other');
const yes = fc.boolean();
const email: fc.Arbitrary<Email> = fc.record(
  { value: address, type: kind, display: fc.constantFrom('D', 'E'), primary: yes },
  { requiredKeys: ['value'] },
);
const spelled = (truth: boolean): fc.Arbitrary<boolean | string> =>
  fc.constantFrom<boolean | string>(truth, truth ? 'True' : 'False', String(truth));

const set =
  (key: 'displayName' | 'title', value: string) =>
  (user: ModelUser): void => {
    if (value === '') delete user[key];
    else user[key] = value;
  };

const texts: fc.Arbitrary<Command> = fc
  .tuple(fc.constantFrom('displayName' as const, 'title' as const), word, write, fc.constantFrom('path', 'keys', 'urn'))
  .chain(([key, value, op, form]) =>
    cased(op).map((name) => ({
      wire:
        form === 'keys'
          ? { op: name, value: { [key.toUpperCase()]: value, id: 'echo', unknownKey: 1 } }
          : { op: name, path: form === 'urn' ? `urn:ietf:params:scim:schemas:core:2.0:User:${key}` : key, value },
      apply: set(key, value),
    })),
  );

const removals: fc.Arbitrary<Command> = fc
  .tuple(cased('remove'), fc.constantFrom('displayName' as const, 'title' as const, 'name' as const, 'emails' as const))
  .map(([op, path]) => ({ wire: { op, path }, apply: (user) => void delete user[path] }));

const names: fc.Arbitrary<Command> = fc
  .tuple(write, fc.constantFrom('givenName' as const, 'familyName' as const), word, fc.nat(3))
  .map(([op, part, value, form]) => ({
    wire: [
      { op, path: `name.${part}`, value },
      { op, path: 'Name', value: { [part]: value } },
      { op, value: { [`name.${part}`]: value } },
      { op, value: { name: { [part.toUpperCase()]: value, nosuch: 1 } } },
    ][form] as object,
    apply: (user) => {
      const name = (user.name ??= {});
      if (value === '') delete name[part];
      else name[part] = value;
    },
  }));

const active: fc.Arbitrary<Command> = yes.chain((truth) =>
  fc.tuple(cased('replace'), spelled(truth), yes).map(([op, value, keys]) => ({
    wire: keys ? { op, value: { active: value } } : { op, path: 'active', value },
    apply: (user: ModelUser) => void (user.active = truth),
  })),
);

const department: fc.Arbitrary<Command> = fc.tuple(write, word, fc.nat(2)).map(([op, value, form]) => ({
  wire: [
    { op, path: `${ENT}:department`, value },
    { op, value: { [`${ENT}:Department`]: value } },
    { op, value: { [ENT]: { department: value } } },
  ][form] as object,
  apply: (user) => {
    const extension = (user[ENT] ??= {});
    if (value === '') delete extension.department;
    else extension.department = value;
  },
}));

const manager: fc.Arbitrary<Command> = fc
  .tuple(write, fc.constantFrom('42', '43', ''), fc.nat(3))
  .map(([op, value, form]) => ({
    wire: {
      op,
      path: form === 3 ? `${ENT}:manager.value` : `${ENT}:manager`,
      value:
        value === '' || form === 3 ? value : [value, { value, displayName: 'Boss' }, [{ $ref: null, value }]][form],
    },
    apply: (user) => {
      const extension = (user[ENT] ??= {});
      if (value === '') delete extension.manager;
      else extension.manager = { value };
    },
  }));

const extensionGone: fc.Arbitrary<Command> = cased('remove').map((op) => ({
  wire: { op, path: ENT },
  apply: (user) => void delete user[ENT],
}));

const emailsAdded: fc.Arbitrary<Command> = fc
  .tuple(cased('add'), fc.array(email, { minLength: 1, maxLength: 3 }), yes)
  .map(([op, given, keys]) => ({
    wire: keys ? { op, value: { emails: given } } : { op, path: 'emails', value: given },
    apply: (user) => {
      const list = (user.emails ??= []);
      const touched = stated(given).flatMap((each) => {
        const known = list.find((other) => same(other, each));
        if (!known) {
          list.push(each);
          return [each];
        }
        const after = { ...known, ...each };
        if (JSON.stringify(after) === JSON.stringify(known)) return [];
        return [Object.assign(known, after)];
      });
      crown(user, touched);
    },
  }));

const emailsReplaced: fc.Arbitrary<Command> = fc
  .tuple(cased('replace'), fc.array(email, { maxLength: 3 }))
  .map(([op, given]) => ({
    wire: { op, path: 'EMAILS', value: given },
    apply: (user) => void (user.emails = stated(given)),
  }));

const emailsRemoved: fc.Arbitrary<Command> = fc
  .tuple(
    cased('remove'),
    fc.array(fc.record({ value: address, type: kind }, { requiredKeys: ['value'] }), { minLength: 1, maxLength: 2 }),
  )
  .map(([op, given]) => ({
    wire: { op, path: 'emails', value: given },
    apply: (user) => {
      const meant = (one: Email): boolean =>
        given.some(
          ({ value, type }) => lower(value) === lower(one.value) && (!type || lower(type) === lower(one.type)),
        );
      user.emails = (user.emails ?? []).filter((each) => !meant(each));
    },
  }));

const byType =
  (type: string) =>
  (one: Email): boolean =>
    one.type !== undefined && lower(one.type) === lower(type);

const chosenRemoved: fc.Arbitrary<Command> = fc
  .tuple(cased('remove'), kind, fc.constantFrom(undefined, 'value' as const, 'display' as const, 'primary' as const))
  .map(([op, type, sub]) => ({
    wire: { op, path: `emails[type eq "${type}"]${sub ? `.${sub}` : ''}` },
    apply: (user) => {
      const meant = byType(type);
      if (sub) for (const one of (user.emails ?? []).filter(meant)) delete one[sub];
      else user.emails = (user.emails ?? []).filter((one) => !meant(one));
    },
  }));

const chosenChanged: fc.Arbitrary<Command> = fc
  .tuple(
    write,
    kind,
    fc.constantFrom('value' as const, 'display' as const, 'type' as const, 'primary' as const),
    address,
    kind,
    yes,
    yes,
  )
  .map(([op, type, sub, value, other, primary, whole]) => {
    const item = sub === 'primary' ? primary : sub === 'type' ? other : value;
    const path = `Emails[Type Eq "${type}"]`;
    return {
      wire: whole ? { op, path, value: { [sub]: item } } : { op, path: `${path}.${sub}`, value: item },
      apply: (user, entra) => {
        const touched = (user.emails ?? []).filter(byType(type));
        if (touched.length === 0) {
          if (whole || (op === 'replace' && !entra)) throw new ModelRefusal('scim.no-target');
          touched.push({ type });
          user.emails = [...(user.emails ?? []), ...touched];
        }
        for (const one of touched) Object.assign(one, { [sub]: item });
        crown(user, touched);
      },
    };
  });

const hopeless: fc.Arbitrary<Command> = fc
  .constantFrom<[object, string]>(
    [{ op: 'remove' }, 'scim.no-target'],
    [{ op: 'remove', path: 'userName' }, 'scim.mutability'],
    [{ op: 'replace', path: 'id', value: 'x' }, 'scim.mutability'],
    [{ op: 'replace', path: 'nosuch', value: 'x' }, 'scim.invalid-path'],
    [{ op: 'replace', path: 'active', value: 'perhaps' }, 'scim.invalid-value'],
  )
  .map(([wire, code]) => ({
    wire,
    apply: () => {
      throw new ModelRefusal(code);
    },
  }));

/** One PATCH; about one in twelve is refused as a whole. */
export const patchOf: fc.Arbitrary<readonly Command[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: texts },
    { weight: 2, arbitrary: removals },
    { weight: 3, arbitrary: names },
    { weight: 2, arbitrary: active },
    { weight: 3, arbitrary: department },
    { weight: 3, arbitrary: manager },
    { weight: 1, arbitrary: extensionGone },
    { weight: 6, arbitrary: emailsAdded },
    { weight: 2, arbitrary: emailsReplaced },
    { weight: 3, arbitrary: emailsRemoved },
    { weight: 3, arbitrary: chosenRemoved },
    { weight: 6, arbitrary: chosenChanged },
    { weight: 1, arbitrary: hopeless },
  ),
  { minLength: 1, maxLength: 6 },
);
