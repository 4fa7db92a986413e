import { describe, expect, it } from 'vitest';
import { newManifest, withIcons } from '../../../src/core/assets/webManifest.ts';

const icons = [
  { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
  { src: 'icon-512-maskable.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
];

describe('A new manifest', () => {
  it('names the site and its icons', () => {
    expect(JSON.parse(newManifest('Cats “&” more', icons))).toEqual({ name: 'Cats “&” more', icons });
    expect(newManifest('Cats', icons)).toMatch(/^\{\n {2}"name": "Cats",\n[^]*\}\n$/);
  });
});

describe('A manifest that is there', () => {
  it('gets the icons behind its own, and keeps everything else as it is written', () => {
    const manifest =
      '{\n\t"name":   "Cats",\n\t"icons": [\n\t\t{ "src": "/old.png",  "sizes": "any" }\n\t],\n\t"n": 1.0\n}\n';
    const merged = withIcons(manifest, icons)!;
    expect(JSON.parse(merged)).toEqual({ name: 'Cats', icons: [{ src: '/old.png', sizes: 'any' }, ...icons], n: 1 });
    expect(merged.startsWith('{\n\t"name":   "Cats",\n\t"icons": [\n\t\t{ "src": "/old.png",  "sizes": "any" },')).toBe(
      true,
    );
    expect(merged.endsWith('\n\t],\n\t"n": 1.0\n}\n')).toBe(true);
  });

  it('gets a list of icons where it has none', () => {
    expect(JSON.parse(withIcons('{"name":"Cats","scope":"/"}', icons)!)).toEqual({ name: 'Cats', scope: '/', icons });
    expect(JSON.parse(withIcons('{"icons":[]}', icons)!)).toEqual({ icons });
    expect(JSON.parse(withIcons('{}', icons)!)).toEqual({ icons });
  });

  it('keeps the line ends of Windows', () => {
    const merged = withIcons('{\r\n  "name": "Cats"\r\n}\r\n', icons)!;
    expect(merged.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('stays as it is when it names them already', () => {
    const once = withIcons('{ "icons": [{ "src": "./icon-192.png?v=2" }] }', icons)!;
    expect(JSON.parse(once)).toEqual({ icons: [{ src: './icon-192.png?v=2' }, icons[1]] });
    expect(withIcons(once, icons)).toBe(once);
  });

  it('is not touched when it is no manifest', () => {
    for (const text of ['', 'null', '[]', '"text"', '{ "icons": "none" }', '{ "icons": [', '{ "name": "a", }']) {
      expect(withIcons(text, icons), text).toBeUndefined();
    }
  });
});
