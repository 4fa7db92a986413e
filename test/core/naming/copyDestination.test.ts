import { describe, expect, it } from 'vitest';
import { copyDestination } from '../../../src/core/naming/copyDestination.ts';

const context = {
  document: '/work/site/docs/guide/start.en.md',
  workspaceFolder: '/work/site',
  workspaceFolders: ['/work/other', '/work/site'],
  fileName: 'a-cup.png',
  now: new Date(1_700_000_000_000),
};

const folder = (setting: unknown, more: Partial<typeof context> = {}) =>
  copyDestination(setting, { ...context, ...more });

describe('the folder of markdown.copyFiles.destination', () => {
  it('is that of the first pattern which matches the document', () => {
    expect(folder({ 'other/**': 'a/', '**/*': 'images/', '*.md': 'b/' })).toBe('/work/site/docs/guide/images');
    expect(folder({ 'docs/**': 'images/' })).toBe('/work/site/docs/guide/images');
    expect(folder({ '*.txt': 'images/' })).toBeUndefined();
  });

  it('counts a pattern with a slash from the workspace folders', () => {
    expect(folder({ '/guide/*': 'a/', '/docs/**/*': 'b/' })).toBe('/work/site/docs/guide/b');
  });

  it('matches folders that begin with a dot', () => {
    expect(folder({ '*.md': 'x/' }, { document: '/work/site/.vitepress/a.md' })).toBe('/work/site/.vitepress/x');
  });

  it('is relative to the document, or to the workspace folder with a slash', () => {
    expect(folder({ '*': '' })).toBe('/work/site/docs/guide');
    expect(folder({ '*': '../img/${fileName}' })).toBe('/work/site/docs/guide/../img');
    expect(folder({ '*': '/static/img/' })).toBe('/work/site/static/img');
    expect(folder({ '*': 'x/pasted.${fileExtName}' })).toBe('/work/site/docs/guide/x');
  });

  it.each([
    ['${documentDirName}/a/', '/work/site/docs/guide/a'],
    ['/a/${documentRelativeDirName}/', '/work/site/a/docs/guide'],
    ['/a/${documentFileName}/', '/work/site/a/start.en.md'],
    ['/a/${documentBaseName}/', '/work/site/a/start.en'],
    ['/a/${documentExtName}/', '/work/site/a/md'],
    ['/a/${documentRelativeFilePath}/', '/work/site/a/docs/guide/start.en.md'],
    ['${documentFilePath}.d/', '/work/site/docs/guide/start.en.md.d'],
    ['${documentWorkspaceFolder}/a/', '/work/site/a'],
    ['/a/${fileName}/', '/work/site/a/a-cup.png'],
    ['/${fileExtName}/${unixTime}/', '/work/site/png/1700000000000'],
    ['/${isoTime/^(\\d+)-(\\d+).*$/$1\\/$2/}/', '/work/site/2023/11'],
    ['/a/${documentBaseName/\\.en$/-english/}/', '/work/site/a/start-english'],
    ['/a/${documentRelativeDirName/\\//-/}/', '/work/site/a/docs-guide'],
    ['/a/${documentBaseName/(/x/}/', '/work/site/a/start.en'],
    ['/a/${nothing}/', '/work/site/a/${nothing}'],
    ['/a/\\${fileName}/', '/work/site/a/${fileName}'],
  ])('fills %s', (destination, expected) => {
    expect(folder({ '*': destination })).toBe(expected);
  });

  it('is nothing for what is no setting', () => {
    for (const setting of [undefined, null, 'images', 7, [], { '*': 7 }, {}]) expect(folder(setting)).toBeUndefined();
  });
});
