import { isObject } from '@app/kernel';

/** What an upstream tells of a request that is still under way; fields that no revision knows stay as they came. */
export type Progress = Readonly<{ progress: number; total?: number; message?: string; [field: string]: unknown }>;
type Params = Readonly<Record<string, unknown>>;

/** Parameters that ask to be told of progress; our own request id is the token, so that no two are alike. */
export const askingProgress = (params: Params, id: number): Params => ({
  ...params,
  _meta: { ...(isObject(params['_meta']) ? params['_meta'] : {}), progressToken: id },
});

/**
 * Which request a message tells progress of, and what; null when it is anything else. What is not of its form is left
 * out, and so is the token, which is ours.
 */
export function progressIn(message: unknown): Readonly<{ id: number; told: Progress }> | null {
  if (!isObject(message) || message['method'] !== 'notifications/progress' || !isObject(message['params'])) return null;
  const { progressToken: id, progress, total, message: text, ...rest } = message['params'];
  if (typeof id !== 'number' || !isNumber(progress)) return null;
  return {
    id,
    told: { ...rest, progress, ...(isNumber(total) && { total }), ...(typeof text === 'string' && { message: text }) },
  };
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
