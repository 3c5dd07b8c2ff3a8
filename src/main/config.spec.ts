import { resolve } from 'node:path';
import { ConfigError, loadConfig } from './config';

describe('the configuration', () => {
  it('needs nothing: the defaults are the embedded profile with every role', () => {
    expect(loadConfig({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataDir: resolve('.tiffin'),
      blobDir: resolve('.tiffin/blobs'),
      pushOutbox: resolve('.tiffin/outbox/push.jsonl'),
      databaseUrl: null,
      roles: ['api', 'relay', 'projector', 'processes'],
      masterKey: null,
      logLevel: 'info',
      sandbox: true,
      payments: { publicUrl: null, stripe: null, razorpay: null, sandbox: { embeddedPort: 3001 } },
    });
  });

  it('takes an empty variable for an unset one', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 3000, databaseUrl: null });
  });

  it('is no sandbox in production', () => {
    expect(loadConfig({ NODE_ENV: 'production' }).sandbox).toBe(false);
  });

  it.each([
    [{ PORT: 'http' }, 'PORT'],
    [{ PORT: '70000' }, 'PORT'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
    [{ ROLES: 'api,cook' }, 'ROLES'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  ])('names the variable that is wrong: %j', (env, name) => {
    expect(() => loadConfig(env)).toThrow(ConfigError);
    expect(() => loadConfig(env)).toThrow(name);
  });

  it('refuses a split set of roles while there is no bus between processes', () => {
    expect(() => loadConfig({ ROLES: 'api' })).toThrow(/ROLES=api splits/);
  });
});
