import { describe, expect, it } from 'vitest';
import { describeSettings, readSettings } from './settings.js';

const key = Buffer.alloc(32, 7).toString('base64');

describe('settings', () => {
  it('have defaults for everything', () => {
    expect(readSettings({})).toMatchObject({
      port: 4180,
      host: '127.0.0.1',
      fenceLeaseMs: 2000,
      databaseUrl: undefined,
    });
  });

  it.each([
    ['SURETY_PORT', '70000'],
    ['SURETY_DATABASE_URL', 'mysql://localhost/x'],
    ['SURETY_REDIS_URL', 'http://localhost'],
    ['SURETY_DATA_DIR', 'relative/path'],
    ['SURETY_MASTER_KEY', 'dG9vIHNob3J0'],
    ['SURETY_PUBLIC_URL', 'ftp://surety'],
    ['SURETY_SMTP_URL', 'http://mail'],
    ['SURETY_MAIL_FROM', 'nobody'],
    ['SURETY_LEDGER_ORIGIN', 'with space'],
    ['SURETY_FENCE_LEASE_MS', '5'],
    ['SURETY_FENCE_READ_LEASE_MS', '60001'],
    ['SURETY_FENCE_DATABASE_URL', 'http://localhost'],
    ['SURETY_DYNAMIC_REGISTRATION', 'yes'],
    ['SURETY_TLS_CERT_FILE', 'server.pem'],
    ['SURETY_CLIENT_CERT_HEADER', '1'],
    ['SURETY_TRUSTED_PROXIES', 'proxy.example'],
    ['SURETY_LOG_LEVEL', 'loud'],
  ])('stop the start and name %s=%s [config.names-variable]', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(new RegExp(`^${name} must be`));
  });

  it('name a variable that is not known, instead of ignoring a typing error [config.unknown-variable]', () => {
    expect(() => readSettings({ SURETY_DATABSE_URL: 'x' })).toThrow('SURETY_DATABSE_URL is not a setting');
  });

  it('want a master key beside an external database, and a heartbeat within the lease [config.names-variable]', () => {
    expect(() => readSettings({ SURETY_DATABASE_URL: 'postgres://h/d' })).toThrow('SURETY_MASTER_KEY');
    expect(() => readSettings({ SURETY_FENCE_HEARTBEAT_MS: '1500' })).toThrow('at most half');
    expect(() => readSettings({ SURETY_FENCE_READ_LEASE_MS: '1999' })).toThrow('at least SURETY_FENCE_LEASE_MS');
    expect(() => readSettings({ SURETY_SMTP_URL: 'smtp://mail' })).toThrow('SURETY_MAIL_FROM must be set');
  });

  it('want certificate and key together, and certificates of clients from one place [config.names-variable]', () => {
    const tls = { SURETY_TLS_CERT_FILE: '/c.pem', SURETY_TLS_KEY_FILE: '/k.pem' };
    expect(readSettings(tls)).toMatchObject({ tlsCertFile: '/c.pem', clientCertHeader: false });
    expect(() => readSettings({ SURETY_TLS_KEY_FILE: '/k.pem' })).toThrow('must be set together');
    expect(() => readSettings({ ...tls, SURETY_CLIENT_CERT_HEADER: 'true' })).toThrow('must not be set');
  });

  it('never show a secret [config.masks-secrets]', () => {
    const shown = JSON.stringify(
      describeSettings({ SURETY_DATABASE_URL: 'postgres://u:hunter2@h/d', SURETY_MASTER_KEY: key, SURETY_PORT: '9' }),
    );
    expect(shown).not.toContain('hunter2');
    expect(shown).not.toContain(key);
    expect(shown).toContain('"value":"9"');
    expect(() => readSettings({ SURETY_REDIS_URL: 'http://u:hunter2@h' })).toThrow(/^((?!hunter2).)*$/s);
  });
});
