import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ImageWorker } from '../../src/host/images/imageWorker.ts';
import type { Timer } from '../../src/host/workerThread.ts';
import { buildWorker, type WorkerFolder } from './workerFiles.ts';

/** A worker that does as the prompt says and answers with the number of its thread as the width. */
const obedient = `
const { parentPort, threadId } = require('node:worker_threads');
parentPort.on('message', ({ id, request }) => {
  if (request.prompt === 'hang') return;
  if (request.prompt === 'throw') setImmediate(() => { throw new Error('out of paint'); });
  else if (request.prompt === 'exit') process.exit(3);
  else if (request.prompt === 'detail') parentPort.postMessage({ id, detail: 'spilled' });
  else parentPort.postMessage({ id, reply: { png: new Uint8Array(1), width: threadId, height: request.references.length } });
});`;

let folder: WorkerFolder;
let file: string;

beforeAll(async () => {
  folder = await buildWorker();
  file = await folder.add('obedient.js', obedient);
});

afterAll(() => folder.remove());

interface FakeTimer {
  readonly ms: number;
  readonly fire: () => void;
  stopped: boolean;
}

let timers: FakeTimer[];
let worker: ImageWorker;

const timer: Timer = (ms, callback) => {
  const entry: FakeTimer = { ms, fire: callback, stopped: false };
  timers.push(entry);
  return () => (entry.stopped = true);
};

beforeEach(() => {
  timers = [];
  worker = new ImageWorker(file, timer);
  return () => worker.dispose();
});

async function ask(prompt: string, signal?: AbortSignal): Promise<number> {
  const reply = await worker.sketch({ prompt, seed: 1, width: 1, height: 1, references: [] }, signal);
  return reply.width;
}

const outcome = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: unknown) => (error as Error).message,
  );

describe('The image worker', () => {
  it('serves all requests in one thread', async () => {
    const [first, ...others] = await Promise.all(['a', 'b', 'c'].map((prompt) => ask(prompt)));
    expect(others).toEqual([first, first]);
  });

  it('ends its thread after a minute without requests and starts another when it is asked again', async () => {
    const first = await ask('a');
    expect(timers.map(({ ms, stopped }) => [ms, stopped])).toEqual([[60_000, false]]);
    timers[0]!.fire();
    expect(await ask('b')).not.toBe(first);
  });

  it('stays when a request comes within the minute', async () => {
    const first = await ask('a');
    expect(await ask('b')).toBe(first);
    expect(timers.map(({ stopped }) => stopped)).toEqual([true, false]);
  });

  it.each([
    ['throw', 'out of paint'],
    ['exit', 'exit code 3'],
  ])('rejects the request at which its thread dies (%s), and the next one gets a new thread', async (prompt, words) => {
    const first = await ask('a');
    const [died, next] = await Promise.all([outcome(ask(prompt)), ask('b')]);
    expect(died).toContain(words);
    expect(died).toMatch(/\[easel\.provider\]$/);
    expect(next).not.toBe(first);
  });

  it('rejects a request that fails inside and keeps its thread', async () => {
    const first = await ask('a');
    expect(await outcome(ask('detail'))).toContain('spilled');
    expect(await ask('b')).toBe(first);
  });

  it('says so when the worker is not there', async () => {
    const lost = new ImageWorker(`${file}.missing`, timer);
    const message = await outcome(lost.sketch({ prompt: 'a', seed: 1, width: 1, height: 1, references: [] }));
    expect(message).toMatch(/The image worker stopped.*\[easel\.provider\]$/);
  });
});

describe('An abort', () => {
  it('ends the running request and its thread; those that wait go on in a new one', async () => {
    const first = await ask('a');
    const abort = new AbortController();
    const running = outcome(ask('hang', abort.signal));
    const waiting = ask('b');
    abort.abort();
    expect(await running).toMatch(/\[easel\.cancelled\]$/);
    expect(await waiting).not.toBe(first);
  });

  it('takes a waiting request out of the queue and leaves the running one alone', async () => {
    const [stop, abort] = [new AbortController(), new AbortController()];
    let running = 'running';
    const first = outcome(ask('hang', stop.signal)).then((message) => (running = message));
    const waiting = outcome(ask('exit', abort.signal));
    abort.abort();
    expect(await waiting).toMatch(/\[easel\.cancelled\]$/);
    expect(running).toBe('running');
    stop.abort();
    await first;
    expect(await outcome(ask('a'))).toBe('done');
  });

  it('before the request starts nothing', async () => {
    expect(await outcome(ask('a', AbortSignal.abort()))).toMatch(/\[easel\.cancelled\]$/);
    expect(timers).toEqual([]);
  });

  it('after the answer does nothing', async () => {
    const abort = new AbortController();
    const first = await ask('a', abort.signal);
    abort.abort();
    expect(await ask('b')).toBe(first);
  });
});

describe('Disposing of the image worker', () => {
  it('cancels what runs and what waits', async () => {
    const all = [outcome(ask('hang')), outcome(ask('a'))];
    await worker.dispose();
    for (const message of await Promise.all(all)) expect(message).toMatch(/\[easel\.cancelled\]$/);
  });
});

describe('Bytes of a request', () => {
  const send = (bytes: Uint8Array): Promise<string> =>
    outcome(
      worker.sketch({ prompt: 'a', seed: 1, width: 1, height: 1, references: [{ bytes, mediaType: 'image/png' }] }),
    );

  it('are handed over without a copy when the buffer is all theirs', async () => {
    const bytes = new Uint8Array(1000);
    expect(await send(bytes)).toBe('done');
    expect(bytes.length).toBe(0);
  });

  it('are copied when they are part of something larger', async () => {
    const whole = new Uint8Array(1000);
    expect(await send(whole.subarray(100, 200))).toBe('done');
    expect(whole.length).toBe(1000);
  });
});
