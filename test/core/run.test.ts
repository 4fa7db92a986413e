import { describe, expect, it } from 'vitest';
import { png, pngBase64 } from './fakes.ts';
import { answer, good, start } from './jobs.ts';

describe('a job', () => {
  it('is journalled before it is sent, spooled before it is saved, and leaves nothing behind', async () => {
    const { result, recorded, remains } = start({ replies: [good] });
    const { images } = await result;
    expect(images.map((image) => [image.path, image.width, image.height, image.mediaType])).toEqual([
      ['assets/a-cat.png', 1, 1, 'image/png'],
    ]);
    expect(recorded.events).toEqual([
      'journal intent',
      'journal sent',
      'POST https://console.mixroute.io/v1/images/generations',
      'spooled',
      'journal answered',
      'publish',
      'journal saved',
      'journal ended',
    ]);
    expect(recorded.removed).toEqual(['job-1']);
    expect(remains()).toEqual({ unsaved: 0, unfetched: 0, unknown: 0, unasked: 0 });
  });

  it('writes the service’s bytes exactly when no metadata is wanted', async () => {
    const { result, recorded } = start({ replies: [good] });
    await result;
    expect(Buffer.from(recorded.files[0]!.bytes).equals(png)).toBe(true);
  });

  it('tells what each image cost, where the service says what its answer did', async () => {
    const { data } = JSON.parse(answer(pngBase64, pngBase64)) as { data: unknown };
    const body = JSON.stringify({ data, usage: { cost: 0.078 } });
    const paid = start({ replies: [{ status: 200, body }], request: { count: 2 } });
    const { images } = await paid.result;
    expect(paid.recorded.costs).toEqual(images.map(({ sha256 }) => [sha256, 0.039]));
    const unknown = start({ replies: [good] });
    await unknown.result;
    expect(unknown.recorded.costs.map(([, cost]) => cost)).toEqual([undefined]);
  });

  it('never journals the key', async () => {
    const { result, recorded } = start({ replies: [good] });
    await result;
    expect(recorded.requests[0]?.headers['authorization']).toBe('Bearer sk-test-canary');
    expect(JSON.stringify([recorded.journal, recorded.ledger])).not.toContain('canary');
  });

  it('is not sent again when the connection breaks after the headers, and says it may have been charged', async () => {
    const { failed, recorded, remains } = start({ replies: [{ fails: 'cut' }, good] });
    const error = await failed();
    expect([error.code, error.money]).toEqual(['unknownOutcome', 'unknown']);
    expect(error.message).toMatch(/may have been charged.*\[easel\.unknownOutcome\]$/);
    expect(recorded.requests).toHaveLength(1);
    expect(remains().unknown).toBe(1);
  });

  it('is not sent again after a 500', async () => {
    const { failed, recorded, remains } = start({
      replies: [{ status: 500, body: '{"error":{"message":"boom"}}' }, good],
    });
    expect((await failed()).code).toBe('unknownOutcome');
    expect(recorded.requests).toHaveLength(1);
    expect(remains().unknown).toBe(1);
  });

  it('is sent again when it provably did not arrive, three times at most', async () => {
    const lucky = start({ replies: [{ fails: 'notSent' }, { fails: 'notSent' }, good] });
    expect((await lucky.result).images).toHaveLength(1);
    const unlucky = start({ replies: [{ fails: 'notSent' }, { fails: 'notSent' }, { fails: 'notSent' }, good] });
    const error = await unlucky.failed();
    expect([error.code, error.money]).toEqual(['network', 'notSent']);
    expect(unlucky.recorded.requests).toHaveLength(3);
    expect(unlucky.remains().unknown).toBe(0);
  });

  it('says that no key is set where a server that needs none as a rule asks for one', async () => {
    const refused = { status: 401, body: '{"error":{"message":"Incorrect API key provided"}}' };
    const { failed, recorded } = start({ key: {}, keyOptional: true, replies: [refused] });
    const error = await failed();
    expect([error.code, error.money, error.what]).toEqual(['auth', 'notSent', 'There is no key for mixroute yet.']);
    expect(recorded.requests.map(({ headers }) => headers['authorization'])).toEqual([undefined]);
  });

  it('is not sent again where the next time would be no better', async () => {
    const { failed, recorded, remains } = start({ replies: [{ fails: 'blocked' }, good] });
    const error = await failed();
    expect([error.code, error.money]).toEqual(['network', 'notSent']);
    expect(recorded.requests).toHaveLength(1);
    expect(remains().unknown).toBe(0);
  });

  it('tells of each image as soon as it is a file, before the others are there', async () => {
    const { result, progress } = start({ request: { count: 2 }, replies: [good, good] });
    const { images } = await result;
    expect(images).toHaveLength(2);
    const told = progress.flatMap(({ saved, done }) => (saved ? [[saved, done]] : []));
    expect(told).toEqual(images.map((image, index) => [image, index + 1]));
  });

  it('waits as long as a 429 tells it to', async () => {
    const busy = { status: 429, body: '{"error":{"message":"slow down"}}', headers: { 'retry-after': '7' } };
    const { result, recorded, progress } = start({ replies: [busy, good] });
    expect((await result).images).toHaveLength(1);
    expect(recorded.sleeps).toEqual([7000]);
    expect(progress.some((each) => each.state === 'retrying' && each.until === 1_007_000)).toBe(true);
  });

  it('does not wait when a 429 asks for more than two minutes', async () => {
    const busy = { status: 429, body: '{"error":{"message":"slow down"}}', headers: { 'retry-after': '121' } };
    const { failed, recorded } = start({ replies: [busy, good] });
    const error = await failed();
    expect([error.code, error.retryAfterMs]).toEqual(['rateLimit', 121_000]);
    expect(recorded.requests).toHaveLength(1);
  });

  it.each([
    ['408', 408, '{"error":{"message":"Too many requests","code":"rate_limit_exceeded"}}', 'unknownOutcome', 'unknown'],
    ['409', 409, '{"error":{"message":"Too many requests","code":"rate_limit_exceeded"}}', 'unknownOutcome', 'unknown'],
    ['400', 400, '{"error":{"message":"Too many requests","code":"rate_limit_exceeded"}}', 'rateLimit', 'refused'],
    ['429 that is only wrapped', 200, '{"code":429,"msg":"slow down","data":null}', 'rateLimit', 'refused'],
    ['503 that speaks of a key', 503, '{"error":{"message":"Incorrect API key"}}', 'unknownOutcome', 'unknown'],
  ])('is not sent again after a %s, whatever its words', async (_, status, body, code, money) => {
    const { failed, recorded } = start({ replies: [{ status, body }, good], newKey: () => Promise.resolve(true) });
    const error = await failed();
    expect([error.code, error.money]).toEqual([code, money]);
    expect(recorded.requests).toHaveLength(1);
  });

  it.each(['rate_limit_exceeded', 'invalid_api_key'])(
    'is not sent again when previews came before the refusal: %s',
    async (code) => {
      const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
      const partial = event({ type: 'image_generation.partial_image', b64_json: pngBase64 });
      const body = partial + event({ type: 'error', error: { code, message: 'no' } });
      const { failed, recorded, remains } = start({
        replies: [{ status: 200, body }, good],
        newKey: () => Promise.resolve(true),
      });
      expect((await failed()).money).toBe('unknown');
      expect(recorded.requests).toHaveLength(1);
      expect(remains().unknown).toBe(1);
    },
  );

  it('takes an empty balance for what it is, whatever the status says', async () => {
    const broke = { status: 429, body: '{"error":{"message":"该令牌额度已用尽","code":"insufficient_user_quota"}}' };
    const { failed, recorded } = start({ replies: [broke, good] });
    expect((await failed()).code).toBe('quota');
    expect(recorded.requests).toHaveLength(1);
  });

  it('takes 503 with no channel for a wrong model, not for an outage', async () => {
    const body = '{"error":{"message":"分组 default 下模型 x 无可用渠道（distributor）","code":"model_not_found"}}';
    const { failed } = start({ replies: [{ status: 503, body }] });
    expect((await failed()).code).toBe('modelNotFound');
  });

  it('does not follow a redirect', async () => {
    const { failed, recorded } = start({
      replies: [{ status: 307, body: '', headers: { location: 'https://evil.example' } }],
    });
    expect((await failed()).code).toBe('provider');
    expect(recorded.requests).toHaveLength(1);
  });

  it('rejects at once without a key, and sends nothing', async () => {
    const { failed, recorded } = start({ key: {} });
    const error = await failed();
    expect([error.code, error.money]).toEqual(['auth', 'notSent']);
    expect(recorded.requests).toHaveLength(0);
  });

  it('says where a key belongs that was entered for another address', async () => {
    const { failed, recorded } = start({ key: { otherOrigin: 'https://other.example' } });
    expect((await failed()).message).toContain('https://other.example');
    expect(recorded.requests).toHaveLength(0);
  });

  it('goes on after a person gave another key', async () => {
    const { result, recorded } = start({
      replies: [{ status: 401, body: '{"error":{"message":"无效的令牌"}}' }, good],
      newKey: () => Promise.resolve(true),
    });
    expect((await result).images).toHaveLength(1);
    expect(recorded.requests).toHaveLength(2);
  });

  it('keeps the reply that was paid for and holds no image', async () => {
    const { failed, recorded } = start({ replies: [{ status: 200, body: '{"created":1,"data":[]}' }] });
    const error = await failed();
    expect([error.code, error.money]).toEqual(['noImage', 'charged']);
    expect(recorded.kept).toEqual(['reply.json']);
    expect(recorded.removed).toEqual([]);
  });

  it('refuses a picture that is cut, in good base64', async () => {
    const cut = Buffer.from(png.slice(0, 50)).toString('base64');
    const { failed, recorded, remains } = start({ replies: [{ status: 200, body: answer(cut) }] });
    expect((await failed()).code).toBe('malformedResponse');
    expect(recorded.files).toHaveLength(0);
    expect(remains()).toEqual({ unsaved: 0, unfetched: 0, unknown: 0, unasked: 0 });
  });

  it('refuses a reply that is cut in the middle of its image', async () => {
    const { failed, recorded } = start({ replies: [{ status: 200, body: good.body.slice(0, -12) }] });
    const error = await failed();
    expect([error.code, error.money]).toEqual(['malformedResponse', 'unknown']);
    expect(recorded.files).toHaveLength(0);
    expect([recorded.kept, recorded.removed]).toEqual([['reply.json'], []]);
  });

  it('downloads a result link without the key', async () => {
    const link = { status: 200, body: JSON.stringify({ data: [{ url: 'https://files.example/a.png?sig=1' }] }) };
    const { result, recorded } = start({ replies: [link, { status: 200, body: png }] });
    expect((await result).images).toHaveLength(1);
    expect(recorded.requests[1]).toMatchObject({ method: 'GET', url: 'https://files.example/a.png?sig=1' });
    expect(JSON.stringify(recorded.requests[1]?.headers)).not.toContain('canary');
    expect(recorded.events).toContain('journal fetched');
  });

  it('tries a broken download again, and stops where the link is gone', async () => {
    const link = { status: 200, body: JSON.stringify({ data: [{ url: 'https://files.example/a.png' }] }) };
    const again = start({ replies: [link, { fails: 'cut' }, { status: 502, body: '' }, { status: 200, body: png }] });
    expect((await again.result).images).toHaveLength(1);
    const gone = start({ replies: [link, { status: 410, body: '' }, { status: 200, body: png }] });
    expect((await gone.failed()).code).toBe('provider');
    expect(gone.recorded.requests).toHaveLength(2);
    expect(gone.remains()).toEqual({ unsaved: 0, unfetched: 0, unknown: 0, unasked: 0 });
  });

  it('keeps the job when a link leads into a private network', async () => {
    const link = { status: 200, body: JSON.stringify({ data: [{ url: 'https://10.0.0.1/a.png' }] }) };
    const { failed, remains, recorded } = start({ replies: [link, { fails: 'blocked' }] });
    const error = await failed();
    expect([error.code, error.money]).toEqual(['provider', 'kept']);
    expect(remains().unfetched).toBe(1);
    expect(recorded.removed).toEqual([]);
  });

  it('keeps what came and says what did not', async () => {
    const { result } = start({ request: { count: 3 }, replies: [good, { status: 500, body: '' }, good] });
    const { images, notices } = await result;
    expect(images.map((image) => image.path)).toEqual(['assets/a-cat.png', 'assets/a-cat-2.png']);
    expect(notices.map((notice) => notice.code)).toEqual(['failedPart']);
  });

  it('stops the queue at the first refusal that every call would meet', async () => {
    const broke = { status: 403, body: '{"error":{"message":"余额不足","code":"insufficient_user_quota"}}' };
    const { failed, recorded } = start({ request: { count: 3 }, replies: [broke, good, good], width: 1 });
    expect((await failed()).code).toBe('quota');
    expect(recorded.requests).toHaveLength(1);
  });

  it('keeps an image in the spool that cannot be written', async () => {
    const { failed, recorded, remains } = start({ replies: [good], failFile: 0 });
    expect((await failed()).money).toBe('kept');
    expect(remains().unsaved).toBe(1);
    expect(recorded.removed).toEqual([]);
  });

  it('sends nothing when it is cancelled before its turn', async () => {
    const { failed, recorded } = start({ replies: [good], signal: AbortSignal.abort() });
    const error = await failed();
    expect([error.code, error.money]).toEqual(['cancelled', 'notSent']);
    expect(recorded.requests).toHaveLength(0);
  });

  it('paints a sketch without any request', async () => {
    const { result, recorded } = start({ provider: 'sketch' });
    expect((await result).images).toHaveLength(1);
    expect(recorded.requests).toHaveLength(0);
    expect(recorded.events).toEqual([
      'journal intent',
      'spooled',
      'journal answered',
      'publish',
      'journal saved',
      'journal ended',
    ]);
  });
});
