import { Header, HttpCode, applyDecorators } from '@nestjs/common';

/** RFC 7644 §3.1: everything we say to a provider is `application/scim+json`. */
export const ScimAnswer = (status = 200): MethodDecorator =>
  applyDecorators(HttpCode(status), Header('content-type', 'application/scim+json'));
