import { describe, expect, it } from 'vitest';
import { EaselError } from '../../src/base/errors.ts';
import { readRecord } from '../../src/core/image/metadata.ts';
import type { Region } from '../../src/core/job.ts';
import type { Composed, Compositor } from '../../src/core/ports.ts';
import { fixture, png as pngOf } from './image/images.ts';
import { start } from './jobs.ts';

const region: Region = {
  original: { uri: 'file:///ws/cat.jpg', sha256: 'of the cat' },
  mask: { uri: 'file:///storage/mask.png', sha256: 'of the mask' },
};
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const came = (bytes: Uint8Array) => ({ status: 200, body: JSON.stringify({ data: [{ b64_json: base64(bytes) }] }) });

/** A compositor that answers with this, and what it was asked for. */
function compositor(composed: Partial<Composed> = {}) {
  const asked: { readonly region: Region; readonly result: Uint8Array }[] = [];
  const compose: Compositor['compose'] = async (wanted, result) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of result.stream()) chunks.push(chunk.slice());
    asked.push({ region: wanted, result: Buffer.concat(chunks) });
    return { bytes: pngOf(64, 48), width: 64, height: 48, fit: 'same', wasDeep: false, ...composed };
  };
  return { asked, compose };
}

describe('The result of a job for a region', () => {
  it('is put into its original before it is saved', async () => {
    const { asked, compose } = compositor();
    const answer = pngOf(1024, 768);
    const { result, recorded } = start({ replies: [came(answer)], summary: { region }, compose });
    const { images, notices } = await result;
    expect(asked).toEqual([{ region, result: Buffer.from(answer) }]);
    expect(images[0]).toMatchObject({ mediaType: 'image/png', width: 64, height: 48 });
    expect(Buffer.from(recorded.files[0]!.bytes).equals(Buffer.from(pngOf(64, 48)))).toBe(true);
    expect(notices).toEqual([]);
    expect(recorded.journal.find((entry) => entry.type === 'intent')).toMatchObject({ summary: { region } });
  });

  it('says in its metadata that only a part of it was made', async () => {
    const { compose } = compositor();
    const { result, recorded } = start({
      replies: [came(pngOf(64, 48))],
      summary: { region, metadata: 'full' },
      compose,
    });
    await result;
    const { bytes } = recorded.files[0]!;
    expect(readRecord(bytes)).toMatchObject({
      digitalSourceType: 'compositeWithTrainedAlgorithmicMedia',
      prompt: 'a cat',
    });
    expect(Buffer.from(bytes).includes('digitalsourcetype/compositeWithTrainedAlgorithmicMedia')).toBe(true);
  });

  it('stays a PNG in full size, whatever new files are saved as', async () => {
    for (const saveAs of [{ format: 'jpeg' }, { format: 'webp' }, { format: 'png', maxWidth: 32 }] as const) {
      const { compose } = compositor();
      const { result, recorded } = start({ replies: [came(pngOf(64, 48))], summary: { region, saveAs }, compose });
      const { notices } = await result;
      expect(recorded.files[0]?.extension).toBe('png');
      expect(notices).toEqual([{ code: 'format', message: expect.stringContaining('saved as PNG') as string }]);
    }
    const { compose } = compositor();
    const { result } = start({
      replies: [came(pngOf(64, 48))],
      summary: { region, saveAs: { format: 'png' } },
      compose,
    });
    expect((await result).notices).toEqual([]);
  });

  it('comes with a notice where it had another shape, or the original more bits', async () => {
    const { compose } = compositor({ fit: 'cropped', wasDeep: true });
    const { result } = start({ replies: [came(pngOf(64, 64))], summary: { region }, compose });
    const { notices } = await result;
    expect(notices.map(({ code }) => code)).toEqual(['ratio', 'converted']);
    expect(notices[0]?.message).toContain('middle');
    expect(notices[1]?.message).toContain('16 bits');
  });

  it.each([
    [
      'the original has changed',
      () => {
        const what = 'The original has changed since the region was painted.';
        return Promise.reject(new EaselError({ code: 'invalidRequest', what, money: 'free', next: 'Paint it again.' }));
      },
      'has changed',
    ],
    ['the compositor fails', () => Promise.reject(new Error('out of memory')), 'out of memory'],
    ['what it makes is no image', compositor({ bytes: Uint8Array.of(1, 2, 3) }).compose, 'no image'],
  ])('is saved as it came when %s, since it is paid for', async (_, compose, why) => {
    const answer = pngOf(20, 10);
    const { result, recorded, remains } = start({ replies: [came(answer)], summary: { region }, compose });
    const { images, notices } = await result;
    expect(images[0]).toMatchObject({ width: 20, height: 10 });
    expect(Buffer.from(recorded.files[0]!.bytes).equals(Buffer.from(answer))).toBe(true);
    expect(notices).toEqual([{ code: 'format', message: expect.stringContaining(why) as string }]);
    expect(remains().unsaved).toBe(0);
  });

  it('is converted as the person set where it could not be put into its original', async () => {
    const { result, recorded } = start({
      replies: [came(pngOf(20, 10))],
      summary: { region, saveAs: { format: 'webp' } },
      convert: () => Promise.resolve({ bytes: fixture('lossy.webp'), mediaType: 'image/webp', width: 1, height: 1 }),
    });
    const { notices } = await result;
    expect(notices.map(({ code }) => code)).toEqual(['format', 'converted']);
    expect(recorded.files[0]?.extension).toBe('webp');
  });
});
