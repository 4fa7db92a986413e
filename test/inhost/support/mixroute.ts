// A simulated mixroute for a suite.
import * as fs from 'node:fs/promises';
import type { LedgerEntry } from '../../../src/core/ports.ts';
import { type Mixroute, replies, startMixroute } from '../../services/mixroute.mjs';
import { generate, storage } from './easel.ts';
import { canary, setKey, withService } from './service.ts';

export { canary, replies, setKey };

/** `withService` for mixroute, with the plain envelope and base64 unless a test changes that. */
export function withMixroute(): () => Mixroute {
  const service = withService('mixroute', startMixroute);
  beforeEach(() => {
    service().envelope = 'plain';
    service().results = 'b64_json';
  });
  return service;
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
