import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EaselError } from '../../../src/base/errors.ts';
import { resolveFolder, type FolderContext } from '../../../src/core/naming/folder.ts';

const context: FolderContext = {
  workspaceFolder: '/home/me/site',
  fileDirname: 'docs/guide',
  fileBasenameNoExtension: 'start',
};

describe('the assets folder', () => {
  it.each([
    ['assets', 'assets'],
    ['./assets/', 'assets'],
    ['docs/images', 'docs/images'],
    ['docs\\images', 'docs/images'],
    ['${fileDirname}/img', 'docs/guide/img'],
    ['${fileDirname}/../img/${fileBasenameNoExtension}', 'docs/img/start'],
    ['${workspaceFolder}/assets', 'assets'],
    ['/home/me/site/assets', 'assets'],
    ['/home/me/site', ''],
    ['', ''],
    ['.', ''],
    ['./', ''],
    [' assets ', 'assets'],
    ['a//b/./c', 'a/b/c'],
    ['a/../b', 'b'],
    ['.vuepress/public', '.vuepress/public'],
    ['.github/images', '.github/images'],
    ['圖片/新的', '圖片/新的'],
    ['gitea/.gitea', 'gitea/.gitea'],
  ])('%j is %j', (template, folder) => {
    expect(resolveFolder(template, context)).toBe(folder);
  });

  it('of a document at the top lies at the top', () => {
    expect(resolveFolder('${fileDirname}/img', { ...context, fileDirname: '' })).toBe('img');
  });

  it('knows a workspace on a Windows drive in every spelling', () => {
    for (const workspaceFolder of ['C:/site', 'c:\\site', '/c:/site', 'C:/site/']) {
      for (const template of ['C:\\site\\assets', 'c:/site/assets', '${workspaceFolder}/assets']) {
        expect(resolveFolder(template, { workspaceFolder })).toBe('assets');
      }
      for (const template of ['D:\\site\\assets', 'C:assets', 'C:/other', '/site/assets', 'c:']) {
        expect(() => resolveFolder(template, { workspaceFolder }), template).toThrow(EaselError);
      }
    }
  });

  it.each([
    '/etc',
    '/home/me/site2',
    '/home/me/site/../other',
    '..',
    '../site',
    'a/../../b',
    'a\\..\\..\\b',
    '${fileDirname}/../../..',
    '~/pictures',
    '~root',
    '\\\\server\\share',
    '//server/share',
    'C:\\images',
    'file:///etc',
    'a\u0000b',
    'a\nb',
    '.git',
    '.GIT/hooks',
    'docs/.git/x',
    '.git /x',
    '.git./x',
    '.git::$INDEX_ALLOCATION',
    '.g\u200cit',
    'GIT~1',
    '.\u017fvn',
    '.hg',
    '.svn',
    '.vscode',
    '.VSCode/x',
    '.devcontainer',
    'node_modules/x',
    'Node_Modules',
    'NODE_M~1',
    'x/.git',
    'con',
    'a/NUL.txt/b',
    'a:b',
    'a?',
    'a*',
    'a|b',
    'images.',
    'images /x',
    '...',
    '${unknown}/x',
    '${fileDirname',
    `${'x'.repeat(300)}/y`,
  ])('is never %j', (template) => {
    const attempt = (): string => resolveFolder(template, context);
    expect(attempt).toThrow(EaselError);
    expect(attempt).toThrow(/cannot be used: .*Nothing was charged\. .*\[easel\.invalidRequest\]$/s);
  });

  it('says that it needs a document when it does and none is open', () => {
    expect(() => resolveFolder('${fileDirname}/img', { workspaceFolder: '/w' })).toThrow('none is open');
    expect(() => resolveFolder('${fileDirname}/img', { workspaceFolder: '/w', fileDirname: '.git' })).toThrow('.git');
    expect(() => resolveFolder('${fileDirname}/img', { workspaceFolder: '/w', fileDirname: 'a\0b' })).toThrow(
      'characters',
    );
    expect(() => resolveFolder('${fileDirname}', { workspaceFolder: '/w', fileDirname: '../x' })).toThrow('outside');
  });

  it('names an unknown variable', () => {
    expect(() => resolveFolder('${fileDir}/img', context)).toThrow('${fileDir}');
  });

  it('is inside the workspace or refused, whatever the setting says', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      'a',
      '.git',
      '.GIT',
      'node_modules',
      '${fileDirname}',
      '${workspaceFolder}',
      ':',
      'C:',
      '~',
      ' ',
      '\0',
      '\u200b',
      '%2e%2e',
      '.\u0307',
      '.git ',
      'git~1',
      '/home/me/site',
    );
    const template = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('/')),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    let resolved = 0;
    fc.assert(
      fc.property(template, (text) => {
        let folder: string;
        try {
          folder = resolveFolder(text, context);
        } catch (error) {
          expect(error).toBeInstanceOf(EaselError);
          return;
        }
        resolved++;
        expect(folder).not.toMatch(/[\\\0]|^\/|^[A-Za-z]:|\/$|\/\//);
        const segments = folder.split('/');
        expect(segments).not.toContain('..');
        for (const segment of segments) {
          expect(
            segment
              .normalize('NFKC')
              .replace(/\p{Default_Ignorable_Code_Point}|[. ]+$/gu, '')
              .toLowerCase(),
          ).not.toMatch(/^(\.git|\.hg|\.svn|\.vscode|\.devcontainer|node_modules)$/);
        }
      }),
      { numRuns: 10_000 },
    );
    expect(resolved).toBeGreaterThan(300);
  });
});
