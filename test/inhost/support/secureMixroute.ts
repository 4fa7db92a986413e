// A simulated mixroute over https, whose certificate only the private authority of test/fixtures/tls vouches for.
import assert from 'node:assert/strict';
import dns from 'node:dns';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { type Mixroute, startMixroute } from '../../services/mixroute.mjs';
import { canary, setKey } from './mixroute.ts';
import { setUser } from './settings.ts';

const fixture = (name: string) => readFile(path.join(__dirname, '../../test/fixtures/tls', name));

/**
 * To be called in a `describe`, after the `before` that gives Easel a way to `host`. As `withMixroute`, but Easel's
 * setting points to `https://<host>`.
 * @param host A name in the certificate: service.example, 127.0.0.1, …
 */
export function withSecureMixroute(host: string): () => Mixroute {
  let service: Mixroute | undefined;
  const running = () => {
    assert.ok(service);
    return service;
  };
  before(async () => {
    const tls = { cert: await fixture('server.pem'), key: await fixture('server.key') };
    service = await startMixroute({ keys: [canary], tls });
    const { port } = new URL(service.url);
    await setUser({ endpoints: { mixroute: `https://${host}:${port}` }, confirmExternalCalls: false });
    await setKey(canary);
  });
  beforeEach(() => {
    running().clear();
  });
  afterEach(() => assert.deepEqual(running().violations, []));
  after(async () => {
    await vscode.commands.executeCommand('easel.deleteKey', { provider: 'mixroute' });
    await setUser({ endpoints: undefined, confirmExternalCalls: undefined });
    await running().close();
  });
  return running;
}

/** Sets VS Code's own network settings, names without "http."; `undefined` takes one back. */
export async function setHttp(settings: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    const configuration = vscode.workspace.getConfiguration('http');
    await configuration.update(name, value, vscode.ConfigurationTarget.Global);
  }
}

/** Does something under other network settings, and takes them back. */
export async function withHttp<T>(settings: Readonly<Record<string, unknown>>, work: () => Promise<T>): Promise<T> {
  const configuration = vscode.workspace.getConfiguration('http');
  const before = Object.fromEntries(
    Object.keys(settings).map((name) => [name, configuration.inspect(name)?.globalValue]),
  );
  await setHttp(settings);
  try {
    return await work();
  } finally {
    await setHttp(before);
  }
}

/** Does something while this process takes `host` for a name of this machine, which no resolver knows. */
export async function resolving<T>(host: string, work: () => Promise<T>): Promise<{ value: T; asked: number }> {
  const { lookup } = dns;
  let asked = 0;
  type Answer = (error: null, addresses: readonly { address: string; family: number }[]) => void;
  const answering = (name: string, options: unknown, answer: Answer): void => {
    if (name !== host) {
      Reflect.apply(lookup, dns, [name, options, answer]);
      return;
    }
    asked += 1;
    answer(null, [{ address: '127.0.0.1', family: 4 }]);
  };
  Object.assign(dns, { lookup: Object.assign(answering, lookup) });
  try {
    return { value: await work(), asked };
  } finally {
    Object.assign(dns, { lookup });
  }
}
