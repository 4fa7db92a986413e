import { describe, expect, it } from 'vitest';
import { EaselError } from '../../../src/base/errors.ts';
import { parseAssetOptions } from '../../../src/core/assets/options.ts';
import { assetsOf, type LocalSet, type Master } from '../../../src/core/assets/recipe.ts';

const photo: Master = { stem: 'boat', width: 3000, height: 2001, format: 'jpeg' };

const planned = (set: LocalSet, master: Master) =>
  assetsOf(set, master, 'all').map(({ name, recipes }) => [
    name,
    recipes.map(({ width, height, format }) => `${width}x${height} ${format}`).join(', '),
  ]);

describe('The files of a set', () => {
  it('are what browsers, phones and launchers ask for', () => {
    expect(planned('favicon', photo)).toEqual([
      ['favicon', '16x16 png, 32x32 png, 48x48 png'],
      ['favicon-16x16', '16x16 png'],
      ['favicon-32x32', '32x32 png'],
      ['apple-touch-icon', '180x180 png'],
      ['icon-192', '192x192 png'],
      ['icon-512', '512x512 png'],
      ['icon-512-maskable', '512x512 png'],
    ]);
    expect(assetsOf('favicon', photo, 'all').every(({ isFixed }) => isFixed)).toBe(true);
  });

  it('are named after the image where no tool asks for a name', () => {
    expect(planned('openGraph', { ...photo, format: 'webp' })).toEqual([
      ['boat-og', '1200x630 png'],
      ['boat-og', '1200x630 png'],
    ]);
    expect(assetsOf('openGraph', photo, 'best')).toHaveLength(1);
    expect(planned('widths', photo)).toEqual([
      ['boat-320w', '320x213 jpeg'],
      ['boat-640w', '640x427 jpeg'],
      ['boat-960w', '960x640 jpeg'],
      ['boat-1280w', '1280x854 jpeg'],
      ['boat-1920w', '1920x1281 jpeg'],
    ]);
    expect(planned('webp', photo)).toEqual([['boat', '3000x2001 webp']]);
  });

  it('have at least one pixel', () => {
    expect(planned('widths', { ...photo, width: 9000, height: 2 })[0]).toEqual(['boat-320w', '320x1 jpeg']);
  });
});

describe('The options of a call', () => {
  const refusal = (options: unknown) => {
    try {
      return JSON.stringify(parseAssetOptions(options));
    } catch (error) {
      return error instanceof EaselError ? error.message : String(error);
    }
  };

  it('may be left out', () => {
    expect(parseAssetOptions(undefined)).toEqual({});
    expect(parseAssetOptions({ image: 'a.png', set: 'widths', folder: 'static' })).toEqual({
      image: 'a.png',
      set: 'widths',
      folder: 'static',
    });
  });

  it('are refused by name', () => {
    expect(refusal({ sets: 'favicon' })).toMatch(
      /"sets" is not valid: there is no such option.*\[easel.invalidRequest\]/,
    );
    expect(refusal({ set: 'icons' })).toMatch(/"set" is not valid: it is none of favicon, openGraph, darkPair/);
    expect(refusal({ image: 1 })).toMatch(/"image" is not valid: it is not a text/);
    expect(refusal('favicon')).toMatch(/not a JSON object/);
  });
});
