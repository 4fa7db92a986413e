// A simulated mixroute for a suite, in this process and over a real socket, with a key that was set in the real key box.
import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';
import type { LedgerEntry } from '../../../src/core/ports.ts';
import { type Mixroute, replies, startMixroute } from '../../services/mixroute.mjs';
import { generate, storage } from './easel.ts';
import { fillInput } from './person.ts';
import { setUser } from './settings.ts';

export { replies };

/** Looked for everywhere after a suite: it must be nowhere but in `Authorization` headers. */
export const canary = 'sk-canary-7Qx2vN8rTz4WmB1kLd6Y';

/** Sets a key as a person does. Rejects when the service rejects the key. */
export async function setKey(key: string): Promise<void> {
  const done = vscode.commands.executeCommand('easel.setKey', { provider: 'mixroute' });
  await Promise.all([done, fillInput(key)]);
}

/**
 * To be called in a `describe`: its tests get a mixroute of their own, and after each of them it is asserted that
 * nothing was sent that the documents do not allow. `service()` is it once the tests run.
 */
export function withMixroute(): () => Mixroute {
  let service: Mixroute | undefined;
  const running = () => {
    assert.ok(service);
    return service;
  };
  before(async () => {
    service = await startMixroute({ keys: [canary] });
    await setUser({ endpoints: { mixroute: service.url }, confirmExternalCalls: false });
    await setKey(canary);
  });
  beforeEach(() => {
    running().clear();
    running().envelope = 'plain';
    running().results = 'b64_json';
  });
  afterEach(() => assert.deepEqual(running().violations, []));
  after(async () => {
    await vscode.commands.executeCommand('easel.deleteKey', { provider: 'mixroute' });
    await setUser({ endpoints: undefined, confirmExternalCalls: undefined });
    await running().close();
  });
  return running;
}

/** Asks mixroute, as a key binding would. */
export const ask = (options: object) => generate({ provider: 'mixroute', prompt: 'a cat', ...options });

/** What Easel's ledger holds of a job. */
export async function ledgerOf(jobId: string): Promise<LedgerEntry[]> {
  const text = await fs.readFile(storage('ledger.jsonl'), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as LedgerEntry).filter(({ job }) => job === jobId);
}

/** The body of the last request. */
export function bodyOf(service: Mixroute): Record<string, unknown> {
  return service.requests.at(-1)?.json as Record<string, unknown>;
}
