import { describe, expect, it } from 'vitest';
import { intoHead, originOf } from '../../../src/core/assets/head.ts';

const tags = ['<link rel="icon" href="/favicon.ico">', '<link rel="manifest" href="/site.webmanifest">'];

function applied(html: string): string | undefined {
  const change = intoHead(html, tags);
  return change && html.slice(0, change.start) + change.text + html.slice(change.end);
}

describe('Tags for the head of a page', () => {
  it('go to its end, indented as what stands there', () => {
    const html = '<html>\n  <head>\n    <title>Cats</title>\n  </head>\n  <body></body>\n</html>\n';
    expect(applied(html)).toBe(
      `<html>\n  <head>\n    <title>Cats</title>\n    ${tags[0]}\n    ${tags[1]}\n  </head>\n  <body></body>\n</html>\n`,
    );
  });

  it('keep the line ends of Windows', () => {
    const html = '<head>\r\n\t<title>Cats</title>\r\n</head>\r\n';
    expect(applied(html)).toBe(`<head>\r\n\t<title>Cats</title>\r\n\t${tags[0]}\r\n\t${tags[1]}\r\n</head>\r\n`);
  });

  it('go into a head that is written in one line', () => {
    expect(applied('<head><title>Cats</title></HEAD >')).toBe(
      `<head><title>Cats</title>\n${tags.join('\n')}\n</HEAD >`,
    );
  });

  it('are not written twice', () => {
    const once = applied('<head>\n</head>')!;
    expect(intoHead(once, tags)).toBeUndefined();
    expect(applied(`<head>\n${tags[0]}\n</head>`)).toBe(once);
  });

  it('do not go into a comment or a script that speaks of a head', () => {
    const html = '<!-- </head> --><head><script>"</head>"</script>\n</head>';
    expect(applied(html)).toBe(`<!-- </head> --><head><script>"</head>"</script>\n${tags.join('\n')}\n</head>`);
    expect(applied('<!-- </head>')).toBeUndefined();
    expect(applied('<p>A fragment</p>')).toBeUndefined();
  });
});

describe('Where a page is served from', () => {
  it('is read from its canonical address, else from Open Graph', () => {
    expect(originOf('<link href="https://example.org/docs/" rel="canonical">')).toBe('https://example.org');
    expect(originOf(`<meta property='og:url' content='http://a.example:8080/x'>`)).toBe('http://a.example:8080');
  });

  it('is not guessed', () => {
    expect(originOf('<link rel="canonical" href="/docs/">')).toBeUndefined();
    expect(originOf('<!-- <link rel="canonical" href="https://example.org/"> -->')).toBeUndefined();
    expect(originOf('<link '.repeat(200_000)), 'in no time that anybody notices').toBeUndefined();
    expect(originOf('<link rel="stylesheet" href="https://cdn.example/a.css">')).toBeUndefined();
  });
});
