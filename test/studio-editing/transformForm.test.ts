import { describe, expect, it } from 'vitest';
import { emptyForm, isEnlarged, stepsOf, transformOf } from '../../src/studio/editing/transformForm.ts';

const image = { width: 400, height: 300 };

describe('what a transform does', () => {
  it('is nothing until something would be different', () => {
    expect(transformOf(emptyForm, image, 'image/png')).toBeUndefined();
    expect(transformOf({ ...emptyForm, padRatio: '4:3', width: 400 }, image, 'image/png')).toBeUndefined();
    expect(transformOf({ ...emptyForm, format: 'png' }, image, 'image/png')).toBeUndefined();
  });

  it('crops, pads what is left, and resizes what that gives', () => {
    const form = { ...emptyForm, crop: { x: 100, y: 0, width: 100, height: 200 }, padRatio: '1:1', width: 50 };
    expect(transformOf(form, image, 'image/jpeg')).toEqual({
      crop: { x: 100, y: 0, width: 100, height: 200 },
      pad: { width: 200, height: 200, colour: '#ffffff' },
      resize: { width: 50, height: 50 },
    });
  });

  it('keeps proportions unless both sides were given', () => {
    expect(stepsOf({ ...emptyForm, width: 200 }, image).result).toEqual({ width: 200, height: 150 });
    expect(stepsOf({ ...emptyForm, width: 200, height: 20 }, image).result).toEqual({ width: 200, height: 20 });
    expect(stepsOf({ ...emptyForm, height: 30 }, image).result).toEqual({ width: 40, height: 30 });
    expect(stepsOf({ ...emptyForm, width: 99_999 }, image).result).toEqual({ width: 16_384, height: 12_288 });
  });

  it('has a quality only where the format has one', () => {
    expect(transformOf({ ...emptyForm, format: 'webp', quality: 60 }, image, 'image/png')).toEqual({
      format: 'webp',
      quality: 60,
    });
    expect(transformOf({ ...emptyForm, format: 'jpeg', quality: 60 }, image, 'image/jpeg')).toEqual({
      format: 'jpeg',
      quality: 60,
    });
    expect(transformOf({ ...emptyForm, format: 'png', quality: 60 }, image, 'image/webp')).toEqual({ format: 'png' });
  });

  it('becomes a PNG where the format of the image is not written', () => {
    expect(transformOf({ ...emptyForm, width: 40 }, image, 'image/gif')).toEqual({
      resize: { width: 40, height: 30 },
      format: 'png',
    });
  });

  it('pads a JPEG with white where it would be clear', () => {
    const form = { ...emptyForm, padRatio: '1:1', padColour: 'transparent' };
    expect(transformOf(form, image, 'image/png')?.pad?.colour).toBe('transparent');
    expect(transformOf(form, image, 'image/jpeg')?.pad?.colour).toBe('#ffffff');
  });

  it('is told when it only enlarges', () => {
    expect(isEnlarged(stepsOf({ ...emptyForm, width: 401 }, image))).toBe(true);
    expect(isEnlarged(stepsOf({ ...emptyForm, width: 399 }, image))).toBe(false);
  });
});
