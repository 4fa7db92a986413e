import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EaselError } from '../../src/base/errors.ts';
import { fetchLink } from '../../src/core/fetchLink.ts';
import { createHttp } from '../../src/host/http/client.ts';
import { makePng } from '../services/images.mjs';
import { SimulatedService, type LoggedRequest, type Reply } from '../services/service.mjs';
import { fakePorts } from './fakes.ts';

const picture = makePng(400, 400, 'a cat');
const other = makePng(400, 400, 'a dog');
const tag = '"v1"';
const query = 'Expires=99999999999&Signature=a%2Bb+c%2F';

/** What lies behind the link, and how well its server gives parts of it. */
interface Store {
  file: Buffer;
  headers: Record<string, string>;
  ranges: boolean;
  /** Most bytes of one part. */
  most: number;
  /** From the second request on. */
  then?: Partial<Store>;
}

let store: Store;
const server = new SimulatedService({ handle: serve });

beforeAll(() => server.listen());

afterEach(() => {
  server.clear();
});

afterAll(() => server.close());

function serve({ id, headers }: LoggedRequest): Reply {
  const { file, ranges, most, ...about } = { ...store, ...(id > 1 ? store.then : {}) };
  const [, from] = /^bytes=(\d+)-$/.exec(String(headers['range'])) ?? [];
  if (from === undefined || !ranges) return { status: 200, headers: about.headers, body: file };
  const start = Number(from);
  if (start >= file.length) return { status: 416, body: '' };
  const end = Math.min(file.length, start + most);
  const range = `bytes ${start}-${end - 1}/${file.length}`;
  return { status: 206, headers: { ...about.headers, 'content-range': range }, body: file.subarray(start, end) };
}

/** Downloads over real sockets; what was asked for, part by part. */
function fetch(parts: Partial<Store> = {}) {
  store = { file: picture, headers: { etag: tag }, ranges: true, most: Infinity, ...parts };
  const { ports, recorded } = fakePorts();
  const told: unknown[][] = [];
  const link = {
    url: `${server.url}/a.png?${query}`,
    provider: 'Acme',
    endpoint: server.url,
    name: '0-0',
    spool: ports.spool.job('job-1'),
    deadline: ports.clock.now() + 600_000,
    progress: (...what: unknown[]) => void told.push(what),
  };
  const http = createHttp(() => ({}));
  const result = fetchLink(link, { ...ports, http }, new AbortController().signal);
  const failed = () =>
    result.then(
      () => expect.unreachable('the download succeeded'),
      (error: unknown) => error as EaselError,
    );
  const asked = () => server.requests.map(({ headers }) => headers['range']);
  return { result, failed, asked, recorded, told };
}

/** The connection ends within the picture, so many bytes of the reply later. */
const cut = (at: number, by: 'FIN' | 'RST' = 'FIN') => ({ on: () => true, cut: { at, by } });

async function bytesOf({ stream }: { stream: () => AsyncIterable<Uint8Array> }): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream()) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('a download that is cut', () => {
  it.each(['FIN', 'RST'] as const)('goes on where it broke off (%s), until the picture is whole', async (by) => {
    server.plan(cut(1000, by), cut(1200, by), cut(1400, by));
    const { result, asked } = fetch();
    const image = await result;
    expect(await bytesOf(image)).toEqual(picture);
    const froms = asked().map((range) => Number(/^bytes=(\d+)-$/.exec(String(range))?.[1] ?? 0));
    expect(froms).toHaveLength(4);
    expect(froms.toSorted((a, b) => a - b)).toEqual(froms);
    expect(froms[3]).toBeGreaterThan(2000);
  });

  it('is asked for with its query as it was signed, every time, and without a key', async () => {
    server.plan(cut(1000));
    await fetch().result;
    expect(server.requests.map((request) => request.query)).toEqual([query, query]);
    expect(JSON.stringify(server.requests)).not.toMatch(/authorization|api-key|cookie/i);
  });

  it('goes on by date where the server tags nothing', async () => {
    server.plan(cut(1000));
    const { result, asked } = fetch({ headers: { 'last-modified': 'Sat, 21 Nov 2026 08:15:00 GMT' } });
    expect(await bytesOf(await result)).toEqual(picture);
    expect(asked()[1]).toMatch(/^bytes=\d+-$/);
  });

  it.each([
    ['the server gives no parts', { ranges: false }],
    ['nothing tells whether it is still the same file', { headers: {} }],
    ['its tag is weak', { headers: { etag: 'W/"v1"' } }],
  ])('begins anew where %s', async (_, parts) => {
    server.plan(cut(1000));
    const { result } = fetch(parts);
    expect(await bytesOf(await result)).toEqual(picture);
    expect(server.requests).toHaveLength(2);
  });

  it.each([
    ['another tag', { file: other, headers: { etag: '"v2"' } }],
    ['another length', { file: other, headers: {} }],
    ['less than what has come already', { file: other.subarray(0, 100), headers: { etag: '"v2"' } }],
  ])('never puts two files together: %s', async (_, then) => {
    server.plan(cut(1000));
    const { asked, result, failed } = fetch({ then });
    if (then.file === other) expect(await bytesOf(await result)).toEqual(other);
    else expect((await failed()).money).toBe('kept');
    expect(asked().slice(0, 3)).toEqual([undefined, expect.stringMatching(/^bytes=/), undefined]);
  });

  it('takes less than it asked for, part by part', async () => {
    server.plan(cut(1000));
    const { result } = fetch({ most: 700 });
    expect(await bytesOf(await result)).toEqual(picture);
    expect(server.requests.length).toBeGreaterThan(4);
  });

  it('is not given up while every try brings something', async () => {
    server.plan(...Array.from({ length: 12 }, () => cut(400)));
    const { result } = fetch();
    expect(await bytesOf(await result)).toEqual(picture);
  });

  it('is given up, with the image still to be had, when nothing comes any more', async () => {
    server.plan(cut(1000), ...Array.from({ length: 8 }, () => ({ on: () => true, reply: { status: 503 } })));
    const error = await fetch().failed();
    expect([error.code, error.money]).toEqual(['network', 'kept']);
    expect(server.requests).toHaveLength(6);
  });
});

describe('a download', () => {
  it('is taken by its content: what is whole by its length and no picture is none', async () => {
    const error = await fetch({ file: Buffer.from('<title>Login</title>') }).failed();
    expect([error.code, error.money]).toEqual(['network', 'kept']);
    expect(error.message).toContain('not an image');
  });

  it('is not begun when it says that it is larger than any picture', async () => {
    const huge = { status: 200, headers: { 'content-length': String(2 ** 31) }, body: picture };
    server.plan({ on: () => true, reply: huge });
    const error = await fetch().failed();
    expect([error.code, error.money]).toEqual(['malformedResponse', 'charged']);
    expect(server.requests).toHaveLength(1);
  });

  it('is begun no sooner than the server says, however often it says so, and its person sees until when', async () => {
    const busy = { on: () => true, reply: { status: 429, headers: { 'retry-after': '70' }, body: '' } };
    server.plan(...Array.from({ length: 8 }, () => busy));
    const { result, recorded, told } = fetch();
    expect(await bytesOf(await result)).toEqual(picture);
    expect(recorded.sleeps).toEqual(Array(8).fill(70_000));
    expect(told.slice(0, 2)).toEqual([
      ['retrying', 1_070_000],
      ['retrying', 1_140_000],
    ]);
  });

  it('that would have to wait beyond its deadline stays resumable', async () => {
    server.plan({ on: () => true, reply: { status: 503, headers: { 'retry-after': '3600' }, body: '' } });
    const { failed, recorded } = fetch();
    expect(await failed()).toMatchObject({ code: 'network', money: 'kept', retryAfterMs: 3_600_000 });
    expect(recorded.sleeps).toEqual([]);
  });

  it.each([
    ['has expired, when the store says so', 403, '<Code>AccessDenied</Code><Message>Request has expired.</Message>'],
    ['is gone or forbidden, when nothing more is known', 403, '<Code>AccessDenied</Code>'],
    ['is gone or forbidden, when it is not there', 404, ''],
  ])('%s', async (words, status, body) => {
    server.plan({ on: () => true, reply: { status, body } });
    const error = await fetch().failed();
    expect([error.code, error.money]).toEqual(['provider', 'charged']);
    expect(error.message).toContain(words.split(',')[0]);
    expect(error.message).not.toContain('Signature');
    expect(server.requests).toHaveLength(1);
  });
});
