import { expect, it } from 'vitest';
import { authoritiesIn, certificateIn } from './certificate.js';

it.each(['', ':', '::', ':AAAA:', 'AAAA', ':not base64!:', ':QUJD:, :QUJD:'])(
  'a header that says %j brings no certificate [mtls.header]',
  (header) => {
    expect(certificateIn(header)).toBeNull();
  },
);

it('a file of authorities without a certificate stops the start [mtls.authority]', () => {
  expect(() => authoritiesIn('nothing')).toThrow('no certificate');
});
