import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJobs, type JournalEntry } from '../../src/core/job.ts';
import type { Journal } from '../../src/core/ports.ts';
import type { RunPorts } from '../../src/core/run.ts';
import { accountOf } from '../../src/core/spending.ts';
import { createHttp } from '../../src/host/http/client.ts';
import { pngBase64 } from '../core/fakes.ts';
import type { Fault, Reply } from '../services/service.mjs';
import { campaign, isLong } from './support/campaign.ts';
import { Canary } from './support/canary.ts';
import { castWith, ways, type Actor, type Way } from './support/cast.ts';
import { kinds, planned, points, type Kind } from './support/faults.ts';
import { Random } from './support/random.ts';
import { quickSpool } from './support/spool.ts';

const canary = new Canary(new Random(20_261_121));
const cast = castWith(canary.key);

const http = createHttp(() => ({}));
const patientMs = 200;

/** Every place of a reply in which a service could give a key away, with the key in it. */
function echoing(reply: Reply): Reply {
  const { key } = canary;
  const { body } = reply;
  const headers = { ...reply.headers, 'x-echo': key, 'www-authenticate': `Bearer ${key}` };
  if (typeof body === 'string') return { ...reply, headers, body: body.replace('<title>', `<title>${key} `) };
  if (typeof body !== 'object' || body instanceof Uint8Array) return { ...reply, headers };
  const said = JSON.stringify(body).replace(
    /"message":"/g,
    () => `"message":${JSON.stringify(`${key} `).slice(0, -1)}`,
  );
  return { ...reply, headers, body: { ...(JSON.parse(said) as object), request_id: key, [key]: key } };
}

/** Answers with a picture, or a task, that hold the key beside it. */
const gifts: readonly Kind[] = Object.entries<object>({
  'in words': { data: [{ b64_json: pngBase64, revised_prompt: canary.key }], usage: { [canary.key]: 7 } },
  'in a link': { data: [{ url: `http://127.0.0.1:9/${encodeURIComponent(canary.key)}.png?key=${canary.key}` }] },
  'in a turn': {
    candidates: [
      {
        content: { role: 'model', parts: [{ text: canary.key }, { inlineData: { data: pngBase64 } }] },
        finishReason: 'STOP',
      },
    ],
    responseId: canary.key,
  },
  'in a task': { task_id: canary.key, status: 'queued', output: { task_id: canary.key, task_status: 'PENDING' } },
}).map(([where, body]) => ({ name: `the key ${where}`, says: () => ({ reply: { status: 200, body } }) }));

interface Cell {
  readonly way: Way;
  readonly kind: Kind;
  readonly point: (typeof points)[number];
}

const cells: readonly Cell[] = ways.flatMap((way) =>
  [...kinds, ...gifts].flatMap((kind) => points.map((point) => ({ way, kind, point }))),
);

/** Where the key came out, in words; nothing, as it should be. */
async function leaks(
  { way, kind, point }: Cell,
  random: Random,
  { vendor, contract }: Actor,
): Promise<readonly string[]> {
  const { fault, welcome } = planned(kind, point, random);
  const echoed: Fault = { ...fault, ...(fault.reply ? { reply: echoing(fault.reply) } : {}) };
  if (welcome) vendor.welcome(welcome);
  else vendor.plan(echoed);
  // What it says of its task and its files has the key in it, too.
  vendor.plan({ ...echoed, on: ({ method }) => method === 'GET' });
  const logged: string[] = [];
  const log = (text: string) => void logged.push(text);
  const seen: unknown[] = [];
  const entries: JournalEntry[] = [];
  const journal: Journal = { append: (entry) => Promise.resolve(void entries.push(entry)) };
  const spool = quickSpool(contract.folder);
  const ports: Partial<RunPorts> = {
    http: { exchange: (request, ...rest) => http.exchange({ ...request, deadlineMs: patientMs }, ...rest) },
    log: { info: log, warn: log, trace: log },
    journal,
    spool,
  };
  const ran = contract.run(way.model, way.request, { ports, onProgress: (progress) => seen.push(progress) });
  const outcome = await ran.result.catch((error: unknown) => error);
  const { ledger, files, turns, costs } = ran.recorded;
  const named = files.map(({ baseName, extension, destination }) => ({ baseName, extension, destination }));
  const sinks: Readonly<Record<string, unknown>> = {
    'the outcome': outcome,
    'what is shown': seen,
    'the journal': entries,
    'the log': logged,
    'the ledger': [ledger, costs],
    'the account of spending': [...readJobs(entries).values()].map(accountOf),
    'a file name': named,
    'a kept turn': [...turns],
    ...Object.fromEntries(files.map(({ bytes }, index) => [`file ${index}`, bytes])),
    ...Object.fromEntries(written(contract.folder).map((file) => [file, readFileSync(file)])),
    'a name in the spool': written(contract.folder),
  };
  await spool.job(entries[0]!.job).remove();
  return Object.entries(sinks).flatMap(([sink, what]) => {
    const form = canary.in(what);
    return form === undefined ? [] : [`${way.name}, ${kind.name} at ${point}: ${form} in ${sink}`];
  });
}

function written(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('a key', () => {
  it.each([
    ['plain', (key: string) => `Bearer ${key}`],
    ['plain', (key: string) => JSON.stringify({ [key]: 1 })],
    ['plain', encodeURIComponent],
    ['base64', (key: string) => btoa(`Bearer ${key}`)],
    ['base64', (key: string) => btoa(`{"k":"${key}"}`)],
    ['base64', (key: string) => btoa(key)],
    ['hex', (key: string) => Buffer.from(key).toString('hex').toUpperCase()],
    ['percent', (key: string) => Buffer.from(key).toString('hex').replace(/../g, '%$&')],
  ])('is found where it stands: %s', (encoding, hide) => {
    const text = hide(canary.key);
    for (const place of [text, new Error('x', { cause: { text } }), [{ [text]: 1 }], Buffer.from(text)]) {
      expect(canary.in(place)).toContain(encoding);
    }
    expect(canary.in(text.slice(0, 12))).toBeUndefined();
  });

  campaign(
    {
      promise: 'keys stay',
      aim: '34 faults x 7 points x every dialect with a key that is echoed: 0 hits in any sink, in 5 encodings',
      runs: { short: 60, long: cells.length },
    },
    async ({ each, runs, reached, random }) => {
      const shuffled = isLong ? cells : random.shuffled(cells);
      const hits: string[] = [];
      await each(async (own, run) => {
        const cell = shuffled[run]!;
        hits.push(...(await cast.lend(cell.way.row, (actor) => leaks(cell, own, actor))));
      }, 8);
      reached(`${runs} exchanges, ${hits.length} hits`);
      expect(hits.slice(0, 10)).toEqual([]);
    },
  );
});
