import { describe, expect, it } from 'vitest';
import { lighterFormat } from '../../../src/core/image/lighter.ts';
import { checkMask, checkMaskSize } from '../../../src/core/image/mask.ts';
import { pngChunk } from '../../../src/core/image/formats/png.ts';
import { makePng } from '../../services/images.mjs';
import { fixture, png, probeImage } from './images.ts';

const opaque = probeImage(makePng(4, 4, 'x'));
const seeThrough = probeImage(makePng(4, 4, 'x', 0));
const oneColourSeeThrough = probeImage(png(4, 4, [pngChunk('tRNS', Uint8Array.of(0, 0))]));

describe('a mask', () => {
  it.each([seeThrough, oneColourSeeThrough])('is a PNG with transparency', (facts) => {
    expect(() => checkMask(facts, 'mask.png')).not.toThrow();
  });

  it('without transparency is refused before money is spent', () => {
    expect(() => checkMask(opaque, 'mask.png')).toThrow(/mask\.png has no transparency.*Nothing was charged/s);
    expect(() => checkMask(opaque, 'mask.png')).toThrow(expect.objectContaining({ code: 'invalidRequest' }));
  });

  it('of another format is refused', () => {
    expect(() => checkMask(probeImage(fixture('lossless.webp')), 'mask.webp')).toThrow(/mask\.webp is WEBP; .*PNG/);
  });

  it('is as large as the first image is when it is sent, and both sizes are told when it is not', () => {
    const mask = { width: 640, height: 480 };
    expect(() => checkMaskSize(mask, { width: 640, height: 480 }, 'mask.png')).not.toThrow();
    expect(() => checkMaskSize(mask, undefined, 'mask.png')).not.toThrow();
    const turned = { width: 480, height: 640 };
    expect(() => checkMaskSize(mask, turned, 'mask.png')).toThrow(
      /mask\.png has 640x480 pixels, but the first image is sent with 480x640\..*Make the mask 480x640 pixels large/s,
    );
  });
});

describe('a PNG that is too heavy to be sent again', () => {
  const all = ['image/png', 'image/jpeg', 'image/webp'] as const;

  it.each([
    ['is sent as JPEG', opaque, all, 'jpeg'],
    ['is sent as WebP when it may be transparent', seeThrough, all, 'webp'],
    ['stays a PNG where nothing else is taken', opaque, ['image/png'] as const, undefined],
    ['stays a PNG rather than lose its transparency', seeThrough, ['image/png', 'image/jpeg'] as const, undefined],
  ])('%s', (_, facts, formats, format) => {
    expect(lighterFormat(facts, formats)).toBe(format);
  });

  it('is not meant when it is a JPEG', () => {
    expect(lighterFormat(probeImage(fixture('progressive.jpg')), all)).toBeUndefined();
  });
});
