import { describe, expect, it } from 'vitest';
import { copyDestination } from '../../../src/core/naming/copyDestination.ts';

const context = {
  document: '/home/ada/site/docs/guide/start.en.md',
  workspaceFolder: '/home/ada/site',
  workspaceFolders: ['/home/ada/other', '/home/ada/site'],
  fileName: 'a-cup.png',
  now: new Date(1_700_000_000_000),
};

const folder = (setting: unknown, more: Partial<typeof context> = {}) =>
  copyDestination(setting, { ...context, ...more });

describe('the folder of markdown.copyFiles.destination', () => {
  it('is that of the first pattern which matches the document', () => {
    expect(folder({ 'other/**': 'a/', '**/*': 'images/', '*.md': 'b/' })).toBe('/home/ada/site/docs/guide/images');
    expect(folder({ 'docs/**': 'images/' })).toBe('/home/ada/site/docs/guide/images');
    expect(folder({ '*.txt': 'images/' })).toBeUndefined();
  });

  it('counts a pattern with a slash from the workspace folders', () => {
    expect(folder({ '/guide/*': 'a/', '/docs/**/*': 'b/' })).toBe('/home/ada/site/docs/guide/b');
  });

  it('matches folders that begin with a dot', () => {
    expect(folder({ '*.md': 'x/' }, { document: '/home/ada/site/.vitepress/a.md' })).toBe(
      '/home/ada/site/.vitepress/x',
    );
  });

  it('is relative to the document, or to the workspace folder with a slash', () => {
    expect(folder({ '*': '' })).toBe('/home/ada/site/docs/guide');
    expect(folder({ '*': '../img/${fileName}' })).toBe('/home/ada/site/docs/guide/../img');
    expect(folder({ '*': '/static/img/' })).toBe('/home/ada/site/static/img');
    expect(folder({ '*': 'x/pasted.${fileExtName}' })).toBe('/home/ada/site/docs/guide/x');
  });

  it.each([
    ['${documentDirName}/a/', '/home/ada/site/docs/guide/a'],
    ['/a/${documentRelativeDirName}/', '/home/ada/site/a/docs/guide'],
    ['/a/${documentFileName}/', '/home/ada/site/a/start.en.md'],
    ['/a/${documentBaseName}/', '/home/ada/site/a/start.en'],
    ['/a/${documentExtName}/', '/home/ada/site/a/md'],
    ['/a/${documentRelativeFilePath}/', '/home/ada/site/a/docs/guide/start.en.md'],
    ['${documentFilePath}.d/', '/home/ada/site/docs/guide/start.en.md.d'],
    ['${documentWorkspaceFolder}/a/', '/home/ada/site/a'],
    ['/a/${fileName}/', '/home/ada/site/a/a-cup.png'],
    ['/${fileExtName}/${unixTime}/', '/home/ada/site/png/1700000000000'],
    ['/${isoTime/^(\\d+)-(\\d+).*$/$1\\/$2/}/', '/home/ada/site/2023/11'],
    ['/a/${documentBaseName/\\.en$/-english/}/', '/home/ada/site/a/start-english'],
    ['/a/${documentRelativeDirName/\\//-/}/', '/home/ada/site/a/docs-guide'],
    ['/a/${documentBaseName/(/x/}/', '/home/ada/site/a/start.en'],
    ['/a/${nothing}/', '/home/ada/site/a/${nothing}'],
    ['/a/\\${fileName}/', '/home/ada/site/a/${fileName}'],
  ])('fills %s', (destination, expected) => {
    expect(folder({ '*': destination })).toBe(expected);
  });

  it('is nothing for what is no setting', () => {
    for (const setting of [undefined, null, 'images', 7, [], { '*': 7 }, {}]) expect(folder(setting)).toBeUndefined();
  });
});
