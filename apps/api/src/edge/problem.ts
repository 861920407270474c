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
export function refusalOf(error: unknown, url: string): Refusal | null {
  const refusal = error instanceof Refusal ? error : ofFramework(error);
  const isNowhere = refusal?.code === 'request.not-found';
  return isNowhere && /^\/scim\/v(?!2\b)\d/.test(url) ? new Refusal('scim.version-unknown') : refusal;
}

function ofFramework(error: unknown): Refusal | null {
  const code = error instanceof HttpException ? ofStatus[error.getStatus()] : undefined;
  if (!code) return null;
  const said = code === 'request.invalid' ? messageOf(error as HttpException) : undefined;
  return new Refusal(code, said, { cause: error });
}

/** The framework's own sentence about a malformed request: which field, and what is wrong with it. */
function messageOf(error: HttpException): string {
  const said = error.getResponse();
  const message = typeof said === 'object' && 'message' in said ? said.message : error.message;
  return Array.isArray(message) ? message.join('; ') : String(message);
}
