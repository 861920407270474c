import { QueryFailedError } from 'typeorm';
import { Refusal, type RefusalCode } from '@app/kernel';

const UNIQUE_VIOLATION = '23505';

type Violation = Readonly<{ code?: unknown; constraint?: unknown }>;

/** Awaits a write that unique constraints may refuse; the constraint's name says which refusal it is. */
export async function unlessTaken<T>(write: Promise<T>, refusalOf: Readonly<Record<string, RefusalCode>>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    const { code, constraint } = error instanceof QueryFailedError ? (error.driverError as Violation) : {};
    const refusal = code === UNIQUE_VIOLATION ? refusalOf[String(constraint)] : undefined;
    if (refusal) throw new Refusal(refusal, undefined, { cause: error });
    throw error;
  }
}
