/**
 * What travels through the queue: who shall do which message. The message itself stays in the database, so that a queue
 * that is lost loses nothing, and one that is read tells nothing.
 */
export type Job = Readonly<{ messageId: string; tenant: string; handler: string }>;

/** Handler names are part of job ids, in which the queue allows no colon. */
export const isHandlerName = (name: string): boolean => /^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/.test(name);

/** The same for every sending of the same work, so that the queue holds it once. */
export const jobIdOf = ({ messageId, handler }: Job): string => `${messageId}_${handler}`;

/** A message that waits in the outbox. `settled` are the handlers that have done it or given it up. */
export type Waiting = Readonly<{ id: string; tenant: string; topic: string; settled: readonly string[] }>;

/** One job for each handler that is still to do the message: the failure of one does not repeat the others. */
export const jobsFor = (message: Waiting, handlers: readonly string[]): Job[] =>
  handlers
    .filter((handler) => !message.settled.includes(handler))
    .map((handler) => ({ messageId: message.id, tenant: message.tenant, handler }));
