import { describe, expect, it } from 'vitest';
import { png, pngBase64 } from './fakes.ts';
import { answer, good, start } from './jobs.ts';

const codes = (notices: readonly { readonly code: string }[]) => notices.map((notice) => notice.code);
const two = answer(pngBase64, pngBase64);
/** The first of two images is whole, the second is not. */
const halved = two.slice(0, -40);

describe('an answer that breaks off', () => {
  it.each([
    ['because the connection is cut', { status: 200, body: halved, then: 'cut' } as const],
    ['without the transport noticing', { status: 200, body: halved }],
  ])('%s gives what of it was whole, and says that the rest may have been charged', async (_, reply) => {
    const { result, recorded, remains } = start({ replies: [reply, good] });
    const { images, notices } = await result;
    expect(images.map((image) => image.path)).toEqual(['assets/a-cat.png']);
    expect(codes(notices)).toEqual(['failedPart']);
    expect(notices[0]?.message).toContain('may have been charged');
    expect(recorded.requests).toHaveLength(1);
    expect(recorded.events.filter((event) => event.startsWith('journal'))).toEqual([
      ...['journal intent', 'journal sent', 'journal answered', 'journal saved', 'journal failed', 'journal ended'],
    ]);
    expect(recorded.removed).toEqual([]);
    expect(remains()).toEqual({ unsaved: 0, unfetched: 0, unknown: 1, unasked: 0 });
  });

  it('behind its last byte is whole', async () => {
    const { result, recorded } = start({ replies: [{ ...good, then: 'cut' }] });
    const { images, notices } = await result;
    expect([images.length, notices]).toEqual([1, []]);
    expect(recorded.removed).toEqual(['job-1']);
  });

  it('gives nothing when its only image is cut, in good base64 or not', async () => {
    const whole = JSON.stringify({
      data: [{ b64_json: Buffer.from('no picture, but good base64').toString('base64') }],
    });
    for (const body of [good.body.slice(0, -20), whole.slice(0, -2)]) {
      const { failed, recorded, remains } = start({ replies: [{ status: 200, body, then: 'cut' }] });
      const error = await failed();
      expect([error.code, error.money]).toEqual(['unknownOutcome', 'unknown']);
      expect(recorded.files).toHaveLength(0);
      expect(remains().unknown).toBe(1);
    }
  });

  it('with an error status gives nothing, whatever it holds', async () => {
    const { failed, recorded } = start({ replies: [{ status: 500, body: halved, then: 'cut' }] });
    expect((await failed()).money).toBe('unknown');
    expect(recorded.files).toHaveLength(0);
  });

  it.each([302, 400, 401, 403, 429, 503])('is no refusal, though it begins like one: %i', async (status) => {
    const body = '{"error":{"message":"余额不足","code":"insufficient_quota"}}';
    for (const cut of [{ body: body.slice(0, -1) }, { body: body.slice(0, 12) }, { body, then: 'cut' } as const]) {
      const { failed, recorded, remains } = start({
        replies: [{ status, ...cut }, good],
        newKey: () => Promise.resolve(true),
      });
      const error = await failed();
      expect([error.code, error.money]).toEqual(['unknownOutcome', 'unknown']);
      expect(recorded.requests).toHaveLength(1);
      expect(remains().unknown).toBe(1);
    }
  });

  it('in a stream gives the images of whole events, never a preview', async () => {
    const event = (type: string) => `data: ${JSON.stringify({ type, b64_json: pngBase64 })}\n\n`;
    const partial = event('image_generation.partial_image');
    const previews = start({ replies: [{ status: 200, body: partial + partial, then: 'cut' }] });
    expect((await previews.failed()).money).toBe('unknown');
    expect(previews.recorded.files).toHaveLength(0);
    const events = partial + event('image_generation.completed') + partial.slice(0, -9);
    const { result } = start({ replies: [{ status: 200, body: events, then: 'cut' }] });
    const { images } = await result;
    expect(images).toHaveLength(1);
  });

  it('in a stream of several, between two that were whole, says that the rest may have been charged', async () => {
    const one = `data: ${JSON.stringify({ type: 'image_generation.completed', b64_json: pngBase64 })}\n\n`;
    const request = { parameters: { n: 2 } };
    const { result, recorded } = start({ request, replies: [{ status: 200, body: one, then: 'cut' }] });
    const { images, notices } = await result;
    expect([images.length, codes(notices)]).toEqual([1, ['failedPart']]);
    expect(recorded.journal.find((entry) => entry.type === 'failed')).toMatchObject({ money: 'unknown' });
    const over = start({ request, replies: [{ status: 200, body: `${one}${one}`, then: 'cut' }] });
    expect((await over.result).notices).toEqual([]);
  });

  it('in a stream that ends well, but too early, gives what came and says that more may have been charged', async () => {
    const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
    const one = event({ type: 'image_generation.partial_succeeded', b64_json: pngBase64 });
    const part = { inlineData: { mimeType: 'image/png', data: pngBase64 } };
    for (const body of [one, event({ candidates: [{ content: { role: 'model', parts: [part] } }] })]) {
      const { result, recorded } = start({ replies: [{ status: 200, body }, good] });
      const { images, notices } = await result;
      expect([images.length, codes(notices)]).toEqual([1, ['failedPart']]);
      expect(notices[0]?.message).toContain('may have been charged');
      expect([recorded.requests.length, recorded.turns.size]).toEqual([1, 0]);
    }
    const whole = start({ replies: [{ status: 200, body: one + event({ type: 'image_generation.completed' }) }] });
    expect((await whole.result).notices).toEqual([]);
  });

  it('because its person cancelled gives what of it was whole', async () => {
    const controller = new AbortController();
    const { result, recorded } = start({
      replies: [{ status: 200, body: halved, then: 'hangs' }],
      signal: controller.signal,
      onProgress: ({ state }) => {
        if (state === 'receiving') queueMicrotask(() => controller.abort());
      },
    });
    const { images, notices } = await result;
    expect([images.length, codes(notices)]).toEqual([1, ['failedPart']]);
    expect(recorded.journal.find((entry) => entry.type === 'failed')).toMatchObject({
      code: 'cancelled',
      money: 'unknown',
    });
  });
});

describe('an answer on its way to the spool', () => {
  it('is named after its call, so that it is found when nobody lives to read it; a refusal is not', async () => {
    const refused = { status: 429, body: '{}', headers: { 'retry-after': '1' } };
    const { result, recorded } = start({ request: { count: 2 }, replies: [good, refused, good] });
    await result;
    expect(recorded.answersTo.toSorted()).toEqual([0, 1, undefined]);
    const sent = recorded.journal.filter((entry) => entry.type === 'sent');
    expect(sent.map(({ images }) => images)).toEqual([1, 1, 1]);
  });

  it('about a task is not: it can be asked for again', async () => {
    const task = { status: 200, body: '{"id":"task-7","status":"running"}' };
    const { result, recorded } = start({ provider: 'mountsea', replies: [task, good] });
    await result.catch(() => undefined);
    expect(recorded.answersTo.slice(0, 2)).toEqual([0, undefined]);
  });
});

describe('an image that is paid for', () => {
  it('is saved though the journal cannot say that it came', async () => {
    const { result, recorded } = start({ replies: [good], failEntries: ['answered'] });
    const { images, notices } = await result;
    expect([images.length, recorded.files.length]).toEqual([1, 1]);
    expect(notices).toEqual([{ code: 'failedPart', message: expect.stringContaining('The disk is full.') as string }]);
  });

  it.each([
    ['the journal cannot say so', { failEntries: ['saved', 'ended'] as const }],
    ['the ledger cannot list it', { failLedger: true }],
    ['the spool cannot be tidied', { failSpool: true }],
  ])('is a success though %s', async (_, trouble) => {
    const { result, recorded } = start({ replies: [good], ...trouble });
    const { images, notices } = await result;
    expect([images.length, notices]).toEqual([1, []]);
    expect(recorded.logged.join('\n')).toContain('The disk is full.');
  });

  it('is saved when the disk that took it has no room for the rest of the answer', async () => {
    const { result, recorded } = start({ replies: [{ status: 200, body: halved }], failReply: true });
    const { images, notices } = await result;
    expect([images.length, codes(notices)]).toEqual([1, ['failedPart']]);
    expect(recorded.journal.find((entry) => entry.type === 'failed')).toMatchObject({ code: 'storage' });
  });

  it('is kept at the service when the disk is too full to download it', async () => {
    const link = { status: 200, body: JSON.stringify({ data: [{ url: 'https://files.example/a.png' }] }) };
    const { failed, remains } = start({ replies: [link, { status: 200, body: 'x' }], failSpool: true });
    const error = await failed();
    expect([error.code, error.money]).toEqual(['storage', 'kept']);
    expect(error.text).toContain('Easel: Show Jobs…');
    expect(error.text).not.toContain('Ask again');
    expect(remains().unfetched).toBe(1);
  });

  it('is listed as missing when it does not come and nobody says why', async () => {
    const { result } = start({ request: { parameters: { n: 3 } }, replies: [good] });
    const { images, notices } = await result;
    expect(images).toHaveLength(1);
    expect(codes(notices)).toEqual(['failedPart', 'failedPart']);
  });

  it('is listed once when the service said why it does not come', async () => {
    const data = [{ b64_json: pngBase64 }, { error: { code: 'x', message: 'no' } }, { b64_json: pngBase64 }];
    const { result } = start({
      request: { parameters: { n: 3 } },
      replies: [{ status: 200, body: JSON.stringify({ data }) }],
    });
    expect(codes((await result).notices)).toEqual(['failedPart']);
  });

  it('is listed as missing for each that a failed call had been asked for', async () => {
    const { result } = start({
      request: { count: 2, parameters: { n: 2 } },
      replies: [
        { status: 200, body: two },
        { status: 500, body: '' },
      ],
    });
    expect(codes((await result).notices)).toEqual(['failedPart', 'failedPart']);
  });
});

describe('a task that nobody expected', () => {
  it('is told by its id, since it was paid for', async () => {
    const { failed, recorded } = start({ replies: [{ status: 200, body: '{"id":"job-77","status":"queued"}' }, good] });
    const error = await failed();
    expect([error.code, error.money]).toEqual(['noImage', 'charged']);
    expect(error.text).toContain('“job-77”');
    expect(recorded.requests).toHaveLength(1);
    expect(recorded.kept).toEqual(['reply.json']);
    expect(JSON.stringify(recorded.journal)).toContain('job-77');
  });

  it('is not told by a key that stands in its id', async () => {
    const { failed } = start({ replies: [{ status: 200, body: '{"id":"a-sk-test-canary","status":"queued"}' }] });
    expect((await failed()).text).not.toContain('canary');
  });
});

describe('money', () => {
  it('is not spoken of where a sketch fails', async () => {
    for (const trouble of [{ failSpool: true }, { failFile: 0 }]) {
      const { failed, recorded } = start({ provider: 'sketch', ...trouble });
      expect((await failed()).money).toBe('free');
      expect(recorded.journal.find((entry) => entry.type === 'failed')).toMatchObject({ money: 'free' });
    }
  });

  it('is not in question when the journal cannot announce the request, which is not sent then', async () => {
    const { failed, recorded } = start({ replies: [good], failEntries: ['sent'] });
    await failed();
    expect(recorded.requests).toHaveLength(0);
  });

  it('is not in question when a refusal cannot be taken back in the journal', async () => {
    const { result } = start({ replies: [{ fails: 'notSent' }, good], failEntries: ['notSent'] });
    expect((await result).images).toHaveLength(1);
  });

  it('is not said to come back when only the limit of requests does', async () => {
    const broke = { status: 429, body: '{"error":{"code":"insufficient_quota","message":"no credit"}}' };
    const { failed } = start({ replies: [{ ...broke, headers: { 'x-ratelimit-reset': '1' } }] });
    const error = await failed();
    expect([error.code, error.retryAfterMs]).toEqual(['quota', undefined]);
    const told = start({ replies: [{ ...broke, headers: { 'retry-after': '3600' } }] });
    expect((await told.failed()).retryAfterMs).toBe(3_600_000);
  });
});

describe('a key that a service echoes', () => {
  const key = 'k"e\\y-canary';
  const raw = { key: { key } };
  const leaks = (value: unknown) => JSON.stringify(value).includes('canary');

  it('reaches neither a notice nor the journal nor the metadata', async () => {
    const data = [
      { b64_json: pngBase64, revised_prompt: `a cat for ${key}` },
      { error: { code: 'x', message: `bad ${key}` } },
    ];
    const { result, recorded } = start({ ...raw, replies: [{ status: 200, body: JSON.stringify({ data }) }] });
    const done = await result;
    expect(done.notices[0]?.message).toContain('bad […]');
    expect(leaks([done, recorded.journal, recorded.ledger])).toBe(false);
  });

  it('opens its links, and stands in none that is written down', async () => {
    const spelled = ['canary/1', 'canary%2f1', 'canary%2F1', '%63anary/1'];
    const links = spelled.map((each, index) => `https://files.example/${index}.png?key=${each}&sig=$1`);
    const { result, recorded, remains } = start({
      key: { key: 'canary/1' },
      request: { parameters: { n: 4 } },
      replies: [
        { status: 200, body: JSON.stringify({ data: links.map((url) => ({ url })) }) },
        ...links.map(() => ({ status: 200, body: png })),
      ],
    });
    expect((await result).images).toHaveLength(4);
    const decoded = (url: string) => decodeURIComponent(url);
    expect(recorded.requests.slice(1).map(({ url }) => decoded(url))).toEqual(links.map(decoded));
    expect(recorded.requests[1]?.url).toBe(links[0]);
    expect(leaks([recorded.journal, recorded.ledger, recorded.logged, recorded.kept])).toBe(false);
    expect(remains()).toEqual({ unsaved: 0, unfetched: 0, unknown: 0, unasked: 0 });
  });

  it('is not in the reply that is kept, whatever characters it has', async () => {
    const body = JSON.stringify({
      data: [],
      text: `for ${key}`,
      candidates: [{ content: { parts: [{ text: key }] } }],
    });
    const { failed, recorded } = start({ ...raw, replies: [{ status: 200, body }] });
    await failed();
    expect(recorded.kept).toEqual(['reply.json']);
    expect(recorded.keptText[0]).toContain('[…]');
    expect(leaks(recorded.keptText)).toBe(false);
  });
});
