/**
 * What people are told. Placeholders: `{person}`, `{agents}` and `{source}` are names of what the message names by id,
 * `{url}` is our own address, everything else is a value of the message. Programs get the ids instead.
 */
export type Template = Readonly<{ subject: string; text: string }>;

export const templates = {
  'succession.offered': {
    subject: 'Will you answer for agents of {person}?',
    text: `{person} has left, and nobody answers for these agents any more: {agents}.

They stand still. If you accept one, you become its owner: it may then do only what you may do yourself, its former keys stop working, and you choose which of its grants go on. If you decline, somebody else is asked.

Please answer until {deadline}: {url}`,
  },
  'succession.reminder': {
    subject: 'Still open: agents of {person}',
    text: `You were asked to answer for {agents}, which belonged to {person}. After {deadline} somebody else is asked, or the agent is retired.

{url}`,
  },
  'agent.orphaned': {
    subject: 'Nobody answers for agents of {person}',
    text: `There is nobody left to be asked about {agents}, of which {person} was the owner. Nominate somebody until {deadline}; afterwards these agents are retired for good.

{url}`,
  },
  'agent.retired': {
    subject: 'Agents of {person} were retired',
    text: `Nobody accepted in time to answer for {agents}, of which {person} was the owner. They are retired and cannot be brought back.

{url}`,
  },
  'agent.owner-proposed': {
    subject: 'Will you answer for {agents}?',
    text: `The identity provider names you as the owner of {agents}, for which {person} has answered so far.

It stands still until then. If you accept, it may do only what you may do yourself, its former keys stop working, and you choose which of its grants go on: {url}`,
  },
  'agent.requested': {
    subject: '{person} asks for an agent',
    text: `{person} has registered {agents}. It cannot be started before somebody approves it: {url}`,
  },
  'agent.approved': {
    subject: '{agents} is approved',
    text: `{agents} is approved and can be started: {url}`,
  },
  'agent.declined': {
    subject: '{agents} is not approved',
    text: `{agents} was declined and is retired. The reason stands in its history: {url}`,
  },
  'agent.key-expiring': {
    subject: 'The last credential of {agents} is about to expire',
    text: `The credential of {agents} ends at {deadline}; afterwards it gets no token any more. Bind another one: {url}`,
  },
  'transfer.offered': {
    subject: 'Will you answer for {agents}?',
    text: `{person} asks you to answer for {agents} from now on. If you accept, it may do only what you may do yourself, its former keys stop working, and you choose which of its grants go on.

Please answer until {deadline}: {url}`,
  },
  'transfer.answered': {
    subject: 'Your offer of {agents} is {answer}',
    text: `Whoever was asked to answer for {agents} has answered: {answer}. {url}`,
  },
  'deputy.left': {
    subject: '{person} no longer stands in for you',
    text: `{person} has left and was the deputy for {agents}. Tools that write are refused to these agents until you name another deputy.

{url}`,
  },
  'leaver.receipt': {
    subject: 'Receipt: {person} has left',
    text: `The receipt of the leave of {person} is complete. It says when each of these agents was last let through and first turned away, and what lies outside our reach: {agents}.

{url}`,
  },
  'breaker.tripped': {
    subject: 'Unusually many leavers from {source}',
    text: `{leavers} people of {source} left within an hour, more than {limit}. All of them were denied at once. What cannot be undone (keys, transfers, retirements) waits until somebody has looked and releases it.

{url}`,
  },
  'scim.leaver-refused': {
    subject: 'A leave from {source} was refused',
    text: `{source} tried to deactivate or delete somebody ({person}), and the request was refused: {code}. The person may still act. Look at the connection's log.

{url}`,
  },
  'person.relinked': {
    subject: 'The provider names {person} by another id',
    text: `The provider now knows {person} by another id of its own. That may be another human being under the same name. Look at the person before you go on.

{url}`,
  },
  'source.token-expiring': {
    subject: 'The token of {source} is about to expire',
    text: `The provisioning token of {source} expires at {deadline}. Afterwards joiners and leavers no longer arrive. Issue another one and enter it at the provider.

{url}`,
  },
  'break-glass.alarm': {
    subject: 'Break-glass account: {event}',
    text: `Something happened at the break-glass accounts, which are for emergencies only: {event} (account: {account}{because}). If none of you is behind it, disable both accounts and end the sessions of their people at once.

{url}`,
  },
} as const satisfies Record<string, Template>;

export type TemplateName = keyof typeof templates;
export const isTemplate = (name: string): name is TemplateName => Object.hasOwn(templates, name);
