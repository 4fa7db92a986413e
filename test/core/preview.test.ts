import { describe, expect, it } from 'vitest';
import { NewestPreview } from '../../src/core/preview.ts';
import { png as pngOf } from './image/images.ts';
import { png, pngBase64, spooledImage } from './fakes.ts';
import { start } from './jobs.ts';

const event = (type: string, others: object = {}) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, b64_json: pngBase64, ...others })}\n\n`;
const partial = event('image_generation.partial_image', { partial_image_index: 0 });
const completed = event('image_generation.completed');

const sse = { 'content-type': 'text/event-stream' };

function stream(body: string, then?: 'cut') {
  return start({ replies: [{ status: 200, headers: sse, body, ...(then && { then }) }] });
}

/** What the person saw while waiting: "draft" or "final", with the bytes behind it. */
function shown({ progress }: ReturnType<typeof start>) {
  return progress.flatMap(({ preview }) => (preview ? [preview.isFinal ? 'final' : 'draft'] : []));
}

describe('a streamed answer', () => {
  it('shows its partial images while it arrives, and saves none of them', async () => {
    const job = stream(partial + partial + completed);
    const { images, notices } = await job.result;
    expect(shown(job)).toEqual(['draft', 'draft', 'final']);
    expect(images).toHaveLength(1);
    expect(job.recorded.files).toHaveLength(1);
    expect(notices).toEqual([]);
  });

  it('shows what can be opened, and says which call it is of', async () => {
    const job = stream(partial + completed);
    await job.result;
    const preview = job.progress.find((each) => each.preview)?.preview;
    const pieces: Uint8Array[] = [];
    for await (const piece of preview!.image.stream()) pieces.push(piece);
    expect(Buffer.concat(pieces)).toEqual(Buffer.from(png));
    expect(preview?.call).toBe(0);
  });

  it('shows results that come one by one', async () => {
    const ark = (index: number) => event('image_generation.partial_succeeded', { image_index: index });
    const end = `data: ${JSON.stringify({ type: 'image_generation.completed', usage: { generated_images: 2 } })}\n\n`;
    const job = stream(`${ark(0)}${ark(1)}${end}data: [DONE]\n\n`);
    const { images, usage } = await job.result;
    expect(shown(job)).toEqual(['final', 'final']);
    expect(images).toHaveLength(2);
    expect(usage).toEqual({ generated_images: 2 });
  });

  it.each([
    ['is not whole', png.subarray(0, 50)],
    ['nobody could open', pngOf(60_000, 60_000)],
  ])('shows no picture that %s', async (_, bytes) => {
    const b64_json = Buffer.from(bytes).toString('base64');
    const job = stream(event('image_generation.partial_image', { b64_json }) + completed);
    await job.result;
    expect(shown(job)).toEqual(['final']);
  });

  it('gives no image when it breaks off behind its partial ones, for nobody knows what would have come', async () => {
    const job = stream(partial + partial, 'cut');
    const error = await job.failed();
    expect([error.code, error.money]).toEqual(['unknownOutcome', 'unknown']);
    expect(shown(job)).toEqual(['draft', 'draft']);
    expect(job.recorded.files).toEqual([]);
  });

  it('says of each part that failed that it did', async () => {
    const error = { code: 'OutputImageSensitiveContentDetected', message: 'It may contain sensitive information.' };
    const failed = `data: ${JSON.stringify({ type: 'image_generation.partial_failed', image_index: 1, error })}\n\n`;
    const job = stream(`${event('image_generation.partial_succeeded')}${failed}data: [DONE]\n\n`);
    const { images, notices } = await job.result;
    expect(images).toHaveLength(1);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ code: 'failedPart' });
    expect(notices[0]?.message).toMatch(/refused this prompt or image for its content.*sensitive information/);
  });
});

describe('previews of calls that run beside each other', () => {
  const preview = (call: number, name: string) => ({ image: spooledImage(name, png), isFinal: false, call });
  const shown = (...previews: readonly ReturnType<typeof preview>[]) => {
    const newest = new NewestPreview();
    return previews.map((each) => {
      newest.offer(each);
      return newest.take()?.image.name;
    });
  };

  it('are of the newest call that has any, and never go back', () => {
    expect(shown(preview(1, 'b1'), preview(0, 'a1'), preview(2, 'c1'), preview(1, 'b2'), preview(2, 'c2'))).toEqual([
      'b1',
      undefined,
      'c1',
      undefined,
      'c2',
    ]);
  });

  it('are only the newest when they come faster than they are shown', () => {
    const newest = new NewestPreview();
    for (const each of [preview(0, 'a1'), preview(1, 'b1'), preview(1, 'b2'), preview(0, 'a2')]) newest.offer(each);
    expect(newest.take()?.image.name).toBe('b2');
    expect(newest.take()).toBeUndefined();
  });
});
