import type * as vscode from 'vscode';
import { describe, expect, it } from 'vitest';
import { isKey, KeyStore } from '../../src/host/keys.ts';

/** Keeps secrets in a map; `broken` stands for a keyring that cannot be reached. */
class FakeSecrets implements vscode.SecretStorage {
  readonly stored = new Map<string, string>();
  broken = false;
  readonly onDidChange: vscode.SecretStorage['onDidChange'] = () => ({ dispose: () => undefined });

  keys(): Promise<string[]> {
    return Promise.resolve([...this.stored.keys()]);
  }

  get(name: string): Promise<string | undefined> {
    return this.broken ? Promise.reject(new Error('no keyring')) : Promise.resolve(this.stored.get(name));
  }

  store(name: string, value: string): Promise<void> {
    if (this.broken) return Promise.reject(new Error('no keyring'));
    this.stored.set(name, value);
    return Promise.resolve();
  }

  delete(name: string): Promise<void> {
    this.stored.delete(name);
    return Promise.resolve();
  }
}

const origin = 'https://console.mixroute.io';

describe('a key', () => {
  it('is found for the origin that it was entered for', async () => {
    const keys = new KeyStore(new FakeSecrets());
    expect(await keys.find('mixroute', origin)).toEqual({});
    expect(await keys.has('mixroute')).toBe(false);
    await keys.set('mixroute', origin, 'sk-1');
    expect(await keys.find('mixroute', origin)).toEqual({ key: 'sk-1' });
    expect(await keys.has('mixroute')).toBe(true);
  });

  it.each(['http://console.mixroute.io', 'https://console.mixroute.io:8443', 'https://mixroute.io', 'null', ''])(
    'does not go to %j, whose owner is told which address has it',
    async (other) => {
      const keys = new KeyStore(new FakeSecrets());
      await keys.set('mixroute', origin, 'sk-1');
      expect(await keys.find('mixroute', other)).toEqual({ otherOrigin: origin });
    },
  );

  it('belongs to one provider', async () => {
    const keys = new KeyStore(new FakeSecrets());
    await keys.set('mixroute', origin, 'sk-1');
    expect(await keys.find('vapi', origin)).toEqual({});
  });

  it('is replaced together with its origin', async () => {
    const secrets = new FakeSecrets();
    const keys = new KeyStore(secrets);
    await keys.set('mixroute', origin, 'sk-1');
    await keys.set('mixroute', 'https://relay.example', 'sk-2');
    expect(await keys.find('mixroute', origin)).toEqual({ otherOrigin: 'https://relay.example' });
    expect([...secrets.stored]).toEqual([['easel.key.mixroute', '{"origin":"https://relay.example","key":"sk-2"}']]);
  });

  it('is gone when it is deleted, and when it vanishes by itself', async () => {
    const secrets = new FakeSecrets();
    const keys = new KeyStore(secrets);
    await keys.set('mixroute', origin, 'sk-1');
    await keys.delete('mixroute');
    expect(await keys.find('mixroute', origin)).toEqual({});
    await keys.set('mixroute', origin, 'sk-1');
    secrets.stored.clear();
    expect(await keys.find('mixroute', origin)).toEqual({});
  });

  it.each(['', 'sk-1', '{', 'null', '[]', '"x"', '{"origin":"https://a"}', '{"key":"k"}', '{"origin":1,"key":"k"}'])(
    'that is stored as %j counts as none',
    async (value) => {
      const secrets = new FakeSecrets();
      secrets.stored.set('easel.key.mixroute', value);
      expect(await new KeyStore(secrets).find('mixroute', origin)).toEqual({});
    },
  );

  it('counts as none when the keyring cannot be read, but is not silently lost when it cannot be written', async () => {
    const secrets = new FakeSecrets();
    const keys = new KeyStore(secrets);
    await keys.set('mixroute', origin, 'sk-1');
    secrets.broken = true;
    expect(await keys.find('mixroute', origin)).toEqual({});
    await expect(keys.set('mixroute', origin, 'sk-2')).rejects.toThrow('no keyring');
  });
});

describe('what a person pastes as a key', () => {
  it.each(['sk-1', 'AIzaSy_0-9', '~', 'a.b|c:d/e+f=', 'x'.repeat(4096)])('may be %j', (text) => {
    expect(isKey(text)).toBe(true);
  });

  it.each(['', ' ', 'sk 1', 'sk-1\n', 'a\r\nb: c', '\0', 'schlüssel', '密钥', 'a\u200bb', 'x'.repeat(4097)])(
    'may not be %j',
    (text) => {
      expect(isKey(text)).toBe(false);
    },
  );
});
