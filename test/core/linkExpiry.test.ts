import { describe, expect, it } from 'vitest';
import { expiryOf, hasExpired } from '../../src/core/linkExpiry.ts';

const at = (text: string) => Date.parse(text);

describe('the end of a signed link', () => {
  it.each([
    ['Alibaba OSS', 'Expires=1763712900&OSSAccessKeyId=a&Signature=b%2Bc', 1_763_712_900_000],
    ['Alibaba OSS, version 4', 'x-oss-date=20261121T081500Z&x-oss-expires=3600', at('2026-11-21T09:15:00Z')],
    ['Volcengine TOS', 'X-Tos-Date=20261121T081500Z&X-Tos-Expires=86400', at('2026-11-22T08:15:00Z')],
    ['AWS S3', 'X-Amz-Expires=60&X-Amz-Date=20261121T081500Z', at('2026-11-21T08:16:00Z')],
    ['Google Cloud Storage', 'X-Goog-Date=20261121T081500Z&X-Goog-Expires=60', at('2026-11-21T08:16:00Z')],
    ['Azure', 'se=2026-11-21T08%3A15%3A00Z&sig=abc', at('2026-11-21T08:15:00Z')],
    ['nobody', 'id=7', undefined],
    ['seconds that are no date', 'Expires=86400&Signature=a', undefined],
    ['a date that is none', 'X-Amz-Date=yesterday&X-Amz-Expires=60', undefined],
    ['a date without a duration', 'X-Amz-Date=20261121T081500Z', undefined],
    ['`se` of something else', 'se=2026-11-21T08:15:00Z', undefined],
  ])('is read as %s writes it', (_, query, end) => {
    expect(expiryOf(`https://files.example/a.png?${query}`)).toBe(end);
  });

  it('is told by the link, or by what the store answers', () => {
    const link = 'https://files.example/a.png?Expires=1763712900';
    expect(hasExpired(link, '', 1_763_712_901_000)).toBe(true);
    expect(hasExpired(link, '<Code>AccessDenied</Code>', 1_763_712_899_000)).toBe(false);
    expect(hasExpired('https://files.example/a.png', '<Message>Request has expired.</Message>', 0)).toBe(true);
    expect(hasExpired('no link', '链接已过期', 0)).toBe(true);
  });
});
