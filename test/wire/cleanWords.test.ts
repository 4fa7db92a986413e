import { describe, expect, it } from 'vitest';
import { cleanWords } from '../../src/wire/cleanWords.ts';

describe("a service's words", () => {
  it.each([
    ['a\r\n\tb   c', 'a b c'],
    ['safe\u202Egnp.exe\u2066', 'safegnp.exe'],
    ['a\u0000b\u001b[31mred', 'a␀b␛[31mred'],
    ['zero\u200bwidth\ufeff', 'zerowidth'],
    ['half \ud800 a pair', 'half \ufffd a pair'],
    ['额度不足 🐈', '额度不足 🐈'],
    ['<b>bold</b> $(x) `y`', '<b>bold</b> $(x) `y`'],
  ])('%j are shown as %j', (text, shown) => {
    expect(cleanWords(text)).toBe(shown);
  });

  it('are cut at 300 characters, not in the middle of one', () => {
    const shown = cleanWords('🐈'.repeat(400));
    expect(Array.from(shown)).toHaveLength(300);
    expect(shown.endsWith('🐈…')).toBe(true);
    expect(cleanWords('x y '.repeat(75).trim())).toHaveLength(299);
  });

  it.each([
    'Incorrect API key provided: sk-abc123def456.',
    'header Authorization: Bearer abc.def-ghi was refused',
    'key AIzaSyA-1234567890abcdef is not valid',
    'api_key=secret1 is bad',
    '"apiKey": "secret1"',
    'token 0123456789abcdef0123456789abcdef',
    'id 12bc3915-4e9d-9d84-83b8-584fd54c8194',
    `data ${Buffer.alloc(60, 'xyz1').toString('base64')} end`,
    `data ${'A'.repeat(300)} end`,
    'see https://bucket.example.com/cat.png?X-Tos-Signature=abc&x=1',
  ])('lose what looks like a key or like data: %s', (text) => {
    const shown = cleanWords(text);
    expect(shown).toContain('[…]');
    expect(shown).not.toMatch(/abc|secret1|1234567|4e9d|eHl6|AAAA/);
  });

  it.each([
    'Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 10',
    'The model doubao-seedream-4-5-251128 does not exist. See https://ai.google.dev/gemini-api/docs/rate-limits',
    'Invalid size 1024x1536 for gpt-image-2',
  ])('keep what helps: %s', (text) => {
    expect(cleanWords(text)).toBe(text);
  });

  it('lose exact secrets, however short, in every form in which they are echoed', () => {
    const secret = 'p"ä/k';
    const text = `raw ${secret} url ${encodeURIComponent(secret)} json ${JSON.stringify(secret)} hidden p\u200b"ä/k`;
    expect(cleanWords(text, [secret, ''])).toBe('raw […] url […] json "[…]" hidden […]');
  });

  it('show no half key where megabytes of text were cut off', () => {
    const shown = cleanWords(`${'A1b2'.repeat(16_382)} my-secret`, ['my-secret']);
    expect(shown).toBe('[…]');
  });
});
