// Simulated services for a suite, in this process and over real sockets, with keys that were set in the real key box.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Vendor } from '../../services/vendor.mjs';
import { fillInput } from './person.ts';
import { setUser } from './settings.ts';

/** Looked for everywhere after a suite: it must be nowhere but in the header that carries a key. */
export const canary = 'sk-canary-7Qx2vN8rTz4WmB1kLd6Y';

/** Sets a key as a person does. Rejects when the service rejects the key. */
export async function setKey(key: string, provider = 'mixroute'): Promise<void> {
  const done = vscode.commands.executeCommand('easel.setKey', { provider });
  await Promise.all([done, fillInput(key)]);
}

/**
 * To be called in a `describe`: its tests get a service of their own, and after each of them it is asserted that
 * nothing was sent that the documents do not allow. What it returns is the service once the tests run.
 * @param settingsFor The user's settings that lead to it; without, the provider's address is set to the service's.
 */
export function withService<S extends Vendor>(
  provider: string,
  start: (options: { keys: readonly string[] }) => Promise<S>,
  settingsFor = (url: string): Readonly<Record<string, unknown>> => ({ endpoints: { [provider]: url } }),
): () => S {
  let service: S | undefined;
  let changed: readonly string[] = [];
  const running = () => {
    assert.ok(service);
    return service;
  };
  before(async () => {
    service = await start({ keys: [canary] });
    const settings = { ...settingsFor(service.url), confirmExternalCalls: false };
    changed = Object.keys(settings);
    await setUser(settings);
    await setKey(canary, provider);
  });
  beforeEach(() => running().clear());
  afterEach(() => assert.deepEqual(running().violations, []));
  after(async () => {
    await vscode.commands.executeCommand('easel.deleteKey', { provider });
    await setUser(Object.fromEntries(changed.map((name) => [name, undefined])));
    await running().close();
  });
  return running;
}
