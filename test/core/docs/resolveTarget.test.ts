import { describe, expect, it } from 'vitest';
import { resolveTarget, siteRootOf } from '../../../src/core/docs/resolveTarget.ts';

const place = { document: '/c:/w/docs/guide/a.md', root: '/c:/w', siteRoots: ['/c:/w/static'] };

describe('the file that a target means', () => {
  it.each([
    ['img/x.png', '/c:/w/docs/guide/img/x.png'],
    ['./x.png', '/c:/w/docs/guide/x.png'],
    ['../../x.png', '/c:/w/x.png'],
    ['a//b/./x.png', '/c:/w/docs/guide/a/b/x.png'],
    ['../../../w/x.png', '/c:/w/x.png'],
    ['/img/x.png', '/c:/w/static/img/x.png'],
    ['/../img/x.png', '/c:/w/img/x.png'],
    ['my%20cat.png', '/c:/w/docs/guide/my cat.png'],
    ['%E5%B0%8F%E8%B2%93.png', '/c:/w/docs/guide/小貓.png'],
    ['小貓.png', '/c:/w/docs/guide/小貓.png'],
    ['100%.png', '/c:/w/docs/guide/100%.png'],
    ['x.png?raw=true#dark', '/c:/w/docs/guide/x.png'],
    ['x%3Fy%23.png', '/c:/w/docs/guide/x?y#.png'],
    ['a\\b.png', '/c:/w/docs/guide/a\\b.png'],
    ['@2x.png', '/c:/w/docs/guide/@2x.png'],
    [' x.png ', '/c:/w/docs/guide/x.png'],
  ])('%s is %s', (url, path) => {
    expect(resolveTarget(url, place)).toBe(path);
  });

  it.each([
    ...[
      'https://a.example/x.png',
      '//a.example/x.png',
      'data:image/png;base64,AA',
      'file:///c:/w/x.png',
      'attachment:x.png',
    ],
    ...[
      '@/x.png',
      '~/x.png',
      '~@/x.png',
      '#x',
      '$lib/x.png',
      '$assets/x.png',
      '{{ page.image }}',
      '${x}.png',
      '{base}/x.png',
    ],
    ...[
      '<?= $x ?>',
      '<%= x %>',
      '../../../x.png',
      '../../../../../x.png',
      '/../../x.png',
      '%2E%2E/../../../x.png',
      'x%00.png',
      '100%/x\0.png',
    ],
    ...['', '?x', 'img/', '/', '.', '..', '../..', '%2F%2Fa.example/x.png', 'C:\\x.png'],
  ])('%s is none of the workspace', (url) => {
    expect(resolveTarget(url, place)).toBeUndefined();
  });

  it('lies in the first place of sites that is within the root, or in the root where there is none', () => {
    expect(resolveTarget('/x.png', { ...place, siteRoots: ['/c:/other', '/c:/w/public', '/c:/w/static'] })).toBe(
      '/c:/w/public/x.png',
    );
    expect(resolveTarget('/x.png', { ...place, siteRoots: [] })).toBe('/c:/w/x.png');
    expect(resolveTarget('x.png', { document: '/a.md', root: '/', siteRoots: [] })).toBe('/x.png');
  });
});

describe('the folder in which a site begins', () => {
  it.each([
    ['/img/x.png', '/w/static/img/x.png', '/w/static'],
    ['/a/../img/./x.png?raw#y', '/w/static/img/x.png', '/w/static'],
    ['/my%20cat.png', '/w/my cat.png', '/w'],
    ['/x.png', '/x.png', ''],
    ['/img/x.png', '/w/static/y.png', undefined],
    ['/../../x.png', '/w/x.png', undefined],
    ['img/x.png', '/w/img/x.png', undefined],
  ])('%s meaning %s: %s', (url, file, root) => {
    expect(siteRootOf(url, file)).toBe(root);
  });
});
