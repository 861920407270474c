import { expect, it } from 'vitest';
import { readCertificate, readSubject } from './certificate.js';

const pem = `-----BEGIN CERTIFICATE-----
MIIBczCCARmgAwIBAgIUGTQR6tA6mfV9/+yZVKmQQp8K80owCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDYm90MCAXDTI2MTEyMTE4MTUzOVoYDzIxMjYxMDI4MTgxNTM5
WjAOMQwwCgYDVQQDDANib3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASCrQbw
CIykkSnheLvx25U/tKmJ9xJZUjSsCxJaz4sThak6BeB1vuU3580NOPjFyX61cUds
QNMa5H3poyn1tvujo1MwUTAdBgNVHQ4EFgQUv4snQXdwqFky/u80jkPdAUBmMHYw
HwYDVR0jBBgwFoAUv4snQXdwqFky/u80jkPdAUBmMHYwDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNIADBFAiEAw/ea61W/aPjcEeU852MG7g7OBWdPU0X/EewE
RQJ9iDsCIGAeVivxkgD+hZBiTyihY3kEofCatB6UUQqpZMy0TSnR
-----END CERTIFICATE-----`;
/** RSA with 1024 bits. */
const weak =
  'MIIB/DCCAWWgAwIBAgIUPoTv1muC9a1FOnCNkegxhCu1SLUwDQYJKoZIhvcNAQELBQAwDzENMAsGA1UEAwwEd2VhazAgFw0yNjExMjExODE1NDBaGA8yMTI2MTAyODE4MTU0MFowDzENMAsGA1UEAwwEd2VhazCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkCgYEAt4BeVGzr9YCMQUsJ1kamzGwTVKP3WdpNhoicWqog+Treo5KqvqjhQHIQnYLC8Eg8HIWZAPaMYFPXplO8jHFghHUDMOe1UjMQLscVwH8kG5LLrJcZ+dLXaFxEor0FmsjV2Jfe0F3Z4K5pjy90wtgTVSPQHQcYhsl9/LiDZ90k4lcCAwEAAaNTMFEwHQYDVR0OBBYEFMrSkTeTnK6UOVnFrEKApzHLDmj1MB8GA1UdIwQYMBaAFMrSkTeTnK6UOVnFrEKApzHLDmj1MA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADgYEAofsEEBOqDyczmtBBXA9hLtOlOo+RsHfrT48iCvxlN9c8jTqV9uwvE+PbzIfZ8iSXicY+vCogDVXcjHkNilrOsOOiLP3t08Whc4RCDVJoyUyL8KiFoycdi+PUPIryeoFYRNuh1G33Gyw7e9WvTYCTEMNpn0fFX6aLYi3AKVHrucE=';

it('knows a certificate by its thumbprint, as openssl finds it, however it is written [agent.key-certificate]', () => {
  const read = readCertificate(pem);
  expect(read.kid).toBe('peaC8aRyRirA4iD2YEqRqqcRWlhpCDDCQyqiOkNg12U');
  expect(read.jwk).toMatchObject({ kty: 'EC', crv: 'P-256', use: 'sig' });
  expect(readCertificate(read.certificate.x5c)).toEqual(read);
});

it('asks of its key what it asks of any key [agent.key-certificate]', () => {
  expect(() => readCertificate(weak)).toThrow('2048');
  expect(() => readCertificate('bm90aGluZw==')).toThrow(/error/);
});

it('keeps exactly one thing that the certificate of an authority must say [agent.key-certificate]', () => {
  const one = { tls_client_auth_subject_dn: 'CN=bot,O=Example' };
  expect(readSubject(one).certificate).toEqual(one);
  expect(readSubject(one).kid).not.toBe(readSubject({ tls_client_auth_san_uri: 'CN=bot,O=Example' }).kid);
  expect(() => readSubject({ ...one, tls_client_auth_san_dns: 'x' })).toThrow('one of');
  expect(() => readSubject({ cn: 'bot' })).toThrow('one of');
});
