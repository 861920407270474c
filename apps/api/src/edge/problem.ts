import { HttpException } from '@nestjs/common';
import { Refusal, type RefusalCode, refusals } from '@app/kernel';

/** RFC 9457 problem details; `instance` is the request id under which our log has the rest. */
export type Problem = Readonly<{
  type: string;
  title: string;
  status: number;
  detail?: string;
  code: RefusalCode;
  instance: string;
}>;

export const problemOf = ({ code, detail, status }: Refusal, requestId: string): Problem => ({
  type: `urn:surety:problem:${code}`,
  title: refusals[code].sentence,
  status,
  ...(detail !== undefined && { detail }),
  code,
  instance: requestId,
});

const ofStatus: Readonly<Record<number, RefusalCode>> = {
  400: 'request.invalid',
  404: 'request.not-found',
  405: 'request.not-found',
  413: 'request.too-large',
  415: 'request.invalid',
};

/** What we tell the caller; null when it is a defect of ours, of which the caller learns nothing. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (!(error instanceof HttpException)) return null;
  const code = ofStatus[error.getStatus()];
  if (!code) return null;
  return new Refusal(code, code === 'request.invalid' ? messageOf(error) : undefined, { cause: error });
}

/** The framework's own sentence about a malformed request: which field, and what is wrong with it. */
function messageOf(error: HttpException): string {
  const said = error.getResponse();
  const message = typeof said === 'object' && 'message' in said ? said.message : error.message;
  return Array.isArray(message) ? message.join('; ') : String(message);
}
