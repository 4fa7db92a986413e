import { describe, expect, it } from 'vitest';
import type { Converter } from '../../src/core/ports.ts';
import { fixture, png as pngOf, probeImage } from './image/images.ts';
import { start } from './jobs.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const came = (bytes: Uint8Array) => ({ status: 200, body: JSON.stringify({ data: [{ b64_json: base64(bytes) }] }) });
const codes = (notices: readonly { readonly code: string }[]) => notices.map((notice) => notice.code);

/** A converter that makes the same file of everything, and what it was asked for. */
function converter(bytes: Uint8Array) {
  const asked: Parameters<Converter['convert']>[0][] = [];
  const convert: Converter['convert'] = (order) => {
    asked.push(order);
    return Promise.resolve({ bytes, mediaType: 'image/webp', width: 1, height: 1 });
  };
  return { asked, convert };
}

describe('an image that nobody could open', () => {
  it.each([
    [65_536, 1],
    [60_000, 60_000],
    [0, 10],
  ])('becomes no file: %i x %i', async (width, height) => {
    const { failed, recorded, remains } = start({ replies: [came(pngOf(width, height))] });
    const error = await failed();
    expect([error.code, error.money, recorded.files]).toEqual(['malformedResponse', 'charged', []]);
    expect(remains().unsaved).toBe(0);
  });
});

describe('an image that the person wants converted', () => {
  it('is compared with what was asked as it came, not as it was saved', async () => {
    const { convert } = converter(fixture('lossy.webp'));
    const { result } = start({
      request: { outputFormat: 'png', aspectRatio: '16:9' },
      replies: [came(pngOf(1344, 768))],
      summary: { saveAs: { format: 'webp' } },
      convert,
    });
    const { images, notices } = await result;
    expect(images[0]?.mediaType).toBe('image/webp');
    expect(codes(notices)).toEqual(['converted']);
    const other = start({
      request: { outputFormat: 'png', aspectRatio: '1:1' },
      replies: [came(pngOf(1344, 768))],
      summary: { saveAs: { format: 'webp' } },
      convert,
    });
    const { notices: differing } = await other.result;
    expect(codes(differing)).toEqual(['ratio', 'converted']);
    expect(differing[0]?.message).toContain('1344x768');
  });

  it.each([
    ['fails', () => Promise.reject(new Error('The worker is gone.'))],
    ['makes no image', converter(Uint8Array.of(1, 2, 3)).convert],
  ])('is saved as it came when the conversion %s', async (_, convert) => {
    const { result, recorded, remains } = start({
      replies: [came(pngOf(20, 10))],
      summary: { saveAs: { format: 'webp' } },
      convert,
    });
    const { images, notices } = await result;
    expect(images[0]).toMatchObject({ mediaType: 'image/png', width: 20, height: 10 });
    expect(recorded.files.map((file) => file.extension)).toEqual(['png']);
    expect(notices).toEqual([{ code: 'format', message: expect.stringContaining('WEBP') as string }]);
    expect(remains().unsaved).toBe(0);
  });

  it('is too wide by what is seen of it, not by how its pixels lie', async () => {
    const bytes = fixture('gps.jpg');
    const { width, height, orientation } = probeImage(bytes);
    expect([orientation, width === height]).toEqual([6, false]);
    for (const maxWidth of [height - 1, height]) {
      const { asked, convert } = converter(fixture('gps.jpg'));
      const { result } = start({
        replies: [came(bytes)],
        summary: { saveAs: { format: 'jpeg', maxWidth } },
        convert,
      });
      await result;
      expect(asked.map((order) => [order.maxWidth, order.orientation])).toEqual(
        maxWidth < height ? [[maxWidth, 6]] : [],
      );
    }
  });
});

describe('an image for a file that a document names', () => {
  const target = (extension: string, replaces?: string) => ({
    target: { name: 'hero', extension, ...(replaces === undefined ? {} : { replaces }) },
  });

  it('has that name, its extension as the document writes it, and makes room only of what it is told', async () => {
    const { result, recorded } = start({
      replies: [came(fixture('gps.jpg'))],
      summary: { ...target('jpeg', 'ab12'), saveAs: { format: 'jpeg' } },
    });
    const { notices } = await result;
    expect(recorded.files).toMatchObject([{ baseName: 'hero', extension: 'jpeg', replaces: 'ab12' }]);
    expect(codes(notices)).not.toContain('ignored');
  });

  it('is converted to the format of the extension, and says that it is for the link', async () => {
    const { convert } = converter(fixture('lossy.webp'));
    const summary = { ...target('webp'), saveAs: { format: 'webp' } } as const;
    const { result, recorded } = start({ replies: [came(pngOf(20, 10))], summary, convert });
    const { notices } = await result;
    expect(recorded.files).toMatchObject([{ baseName: 'hero', extension: 'webp' }]);
    expect(notices).toContainEqual({ code: 'converted', message: 'Converted to WEBP, as the link says.' });
  });

  it('is kept under the extension of its bytes when it cannot be converted, and says so', async () => {
    const summary = { ...target('webp'), saveAs: { format: 'webp' } } as const;
    const { result, recorded } = start({ replies: [came(pngOf(20, 10))], summary });
    const { notices } = await result;
    expect(recorded.files).toMatchObject([{ baseName: 'hero', extension: 'png' }]);
    expect(notices.find(({ code }) => code === 'ignored')?.message).toBe(
      'hero.webp could not be used; the image is assets/hero.png.',
    );
  });
});
