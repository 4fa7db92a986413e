import { describe, expect, it } from 'vitest';
import { transformName } from '../../../src/core/naming/transformName.ts';

const plain = { isCropped: false };

describe('What was made of an image', () => {
  it('is named after the image and what was done to it', () => {
    expect(transformName('cat.png', { isCropped: true })).toBe('cat-cropped');
    expect(transformName('cat.png', { ...plain, pad: { width: 1600, height: 900 } })).toBe('cat-16x9');
    expect(transformName('cat.png', { ...plain, pad: { width: 1601, height: 900 } })).toBe('cat-1601x900');
    expect(transformName('cat.png', { ...plain, pad: { width: 512, height: 512 } })).toBe('cat-1x1');
    expect(transformName('cat.png', { ...plain, resize: { width: 1200, height: 630 } })).toBe('cat-1200x630');
    expect(transformName('cat.jpg', { ...plain, quality: 60 })).toBe('cat-q60');
    expect(transformName('cat.png', plain)).toBe('cat');
  });

  it('is named for the last thing where there were several', () => {
    const all = { isCropped: true, pad: { width: 10, height: 10 }, resize: { width: 20, height: 30 }, quality: 5 };
    expect(transformName('cat.png', all)).toBe('cat-20x30');
    expect(transformName('cat.png', { ...all, resize: undefined })).toBe('cat-1x1');
    expect(transformName('cat.png', { isCropped: true, quality: 5 })).toBe('cat-cropped');
  });

  it('gets one size, not one for each time', () => {
    expect(transformName('cat-1200x630.png', { ...plain, resize: { width: 600, height: 315 } })).toBe('cat-600x315');
    expect(transformName('cat-cropped.png', { isCropped: true })).toBe('cat-cropped');
    expect(transformName('cat-q90.jpg', { ...plain, quality: 40 })).toBe('cat-q40');
  });

  it('has room for what was done, however long the name was', () => {
    expect(transformName(`${'long '.repeat(50)}.png`, { isCropped: true })).toBe(`${'long-'.repeat(38)}cropped`);
    expect(transformName(`${'貓'.repeat(84)}.png`, plain)).toBe('貓'.repeat(66));
  });

  it('keeps scripts and case, and nothing that a file system refuses', () => {
    expect(transformName('黄昏の港.PNG', { isCropped: true })).toBe('黄昏の港-cropped');
    expect(transformName('Über alles: part?.png', { isCropped: true })).toBe('Über-alles-part-cropped');
    expect(transformName('..png', plain)).toBe('image');
    expect(transformName('con.png', plain)).toBe('image-con');
  });
});
