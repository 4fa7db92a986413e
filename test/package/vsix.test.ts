import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');

/** Everything that is shipped. A new file belongs here, and in .vscodeignore. */
const shipped = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/changelog.md',
  'extension/dist/ThirdPartyNotices.txt',
  'extension/dist/docs.js',
  'extension/dist/extension.js',
  'extension/dist/http.js',
  'extension/dist/main.js',
  'extension/dist/mozjpeg_dec.wasm',
  'extension/dist/mozjpeg_enc.wasm',
  'extension/dist/squoosh_png_bg.wasm',
  'extension/dist/squoosh_resize_bg.wasm',
  'extension/dist/studio/codicon.css',
  'extension/dist/studio/codicon.ttf',
  'extension/dist/studio/main.js',
  'extension/dist/studio/styles.css',
  'extension/dist/style.js',
  'extension/dist/webp_dec.wasm',
  'extension/dist/webp_enc.wasm',
  'extension/dist/worker.js',
  'extension/l10n/bundle.l10n.json',
  'extension/l10n/bundle.l10n.zh-cn.json',
  'extension/l10n/bundle.l10n.zh-tw.json',
  'extension/media/easel.svg',
  'extension/media/icon.png',
  'extension/media/studio-dark.svg',
  'extension/media/studio-light.svg',
  'extension/media/walkthrough/edit.png',
  'extension/media/walkthrough/insert.png',
  'extension/media/walkthrough/key.png',
  'extension/media/walkthrough/sketch.png',
  'extension/package.json',
  'extension/package.nls.json',
  'extension/package.nls.zh-cn.json',
  'extension/package.nls.zh-tw.json',
  'extension/readme.md',
];

const limit = 1.5 * 1024 * 1024;

type Manifest = { readonly name: string; readonly version: string };

/** The package that `npm test` made, or one made now. */
function packed(): string {
  if (process.env['EASEL_VSIX']) return process.env['EASEL_VSIX'];
  execFileSync(process.execPath, [path.join(root, 'scripts/package.mjs')], { stdio: 'pipe' });
  const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
  return path.join(root, `${name}-${version}.vsix`);
}

describe('the packed extension', () => {
  let file = '';
  let files: Record<string, Uint8Array> = {};
  const text = (name: string): string => new TextDecoder().decode(files[name]);

  beforeAll(() => {
    file = packed();
    files = unzipSync(readFileSync(file));
  }, 60_000);

  it('holds exactly the files that are meant to be shipped', () => {
    expect(Object.keys(files).sort()).toEqual(shipped);
  });

  it('is small', () => {
    expect(statSync(file).size).toBeLessThanOrEqual(limit);
  });

  it('is the only one in the project', () => {
    const names = readdirSync(root).filter((name) => name.endsWith('.vsix'));
    expect(names).toEqual([path.basename(file)]);
  });

  it('loads its parts only when they are needed', () => {
    expect(text('extension/dist/extension.js')).toMatch(/require\("\.\/main\.js"\)/);
    expect(text('extension/dist/main.js')).toMatch(/require\("\.\/http\.js"\)/);
  });

  it('carries no source maps, and the licences of what is in it', () => {
    expect(text('extension/dist/extension.js')).not.toContain('sourceMappingURL');
    for (const name of ['@jsquash/jpeg', '@jsquash/webp', '@vscode/l10n', 'fflate', 'lit', '@vscode/codicons']) {
      expect(text('extension/dist/ThirdPartyNotices.txt')).toContain(`\n${name} `);
    }
  });
});
