import { describe, expect, it } from 'vitest';
import { retryAfterMs, toldRetryAfterMs, type HeaderFields } from '../../src/wire/retryAfter.ts';

const now = Date.UTC(2026, 10, 21, 10, 0, 0);
const after = (fields: HeaderFields, body?: { retryAfterMs: number }) => retryAfterMs(fields, body, now);

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['1', 1000],
    ['30', 30_000],
    ['007', 7000],
    ['1.5', 1500],
    ['.5', 500],
    ['3.', 3000],
    ['0.0001', 1],
    ['86400', 86_400_000],
    [' 12 ', 12_000],
    ['5, 7', 7000],
    ['30s', 30_000],
    ['6m0s', 360_000],
    ['1h2m3.5s', 3_723_500],
    ['120ms', 120],
    ['Sat, 21 Nov 2026 10:00:30 GMT', 30_000],
    ['sat, 21 nov 2026 10:00:30 gmt', 30_000],
    ['Sat, 21 Nov 2026 10:00:30 UTC', 30_000],
    ['Saturday, 21-Nov-26 10:01:00 GMT', 60_000],
    ['Sat Nov 21 10:02:00 2026', 120_000],
    ['Tue Dec  1 10:00:00 2026', 864_000_000],
    ['Sat, 21 Nov 2026 09:00:00 GMT', 0],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
    ['Sun Nov  6 08:49:37 1994', 0],
    ['Sat, 21 Nov 2026 10:00:60 GMT', 60_000],
    ['Sat, 21 Nov 2026 10:00:30 GMT, 5', 30_000],
  ])('%j is %i ms', (value, expected) => {
    expect(after({ 'retry-after': value })).toBe(expected);
  });

  it.each([
    ...['', ' ', '-1', '+5', '1e3', '0x10', 'NaN', 'Infinity', 'soon', '1 2', '१२', '5;', 'null', '1.2.3', '5 minutes'],
    ...['Sat, 31 Feb 2026 10:00:30 GMT', 'Sat, 21 Foo 2026 10:00:30 GMT', 'Sat, 21 Nov 2026 25:00:30 GMT'],
    ...['Sat, 21 Nov 2026 10:61:30 GMT', '2026-11-21T10:00:30Z', 'Sat, 21 Nov 2026', 'Sat, 21 Nov 2026 10:00:30 +0200'],
  ])('%j says nothing', (value) => {
    expect(after({ 'retry-after': value })).toBeUndefined();
  });

  it('as a date is taken by the clock of the server where it tells its time', () => {
    const date = 'Sat, 21 Nov 2026 12:00:00 GMT';
    expect(after({ date, 'retry-after': 'Sat, 21 Nov 2026 12:00:10 GMT' })).toBe(10_000);
    expect(after({ date: 'yesterday', 'retry-after': 'Sat, 21 Nov 2026 10:00:10 GMT' })).toBe(10_000);
  });

  it('given several times means the longest', () => {
    expect(after({ 'retry-after': ['3', '9', 'x'] })).toBe(9000);
  });
});

describe('of several sources', () => {
  const all = {
    'retry-after-ms': '1500.5',
    'retry-after': '20',
    'x-ratelimit-reset': '40',
  };

  it('retry-after-ms comes first, then Retry-After, then the body, then x-ratelimit-reset', () => {
    expect(after(all, { retryAfterMs: 30_000 })).toBe(1501);
    expect(after({ ...all, 'retry-after-ms': 'x' }, { retryAfterMs: 30_000 })).toBe(20_000);
    expect(after({ 'x-ratelimit-reset': '40', 'retry-after': '-1' }, { retryAfterMs: 30_000 })).toBe(30_000);
    expect(after({ 'x-ratelimit-reset': '40' })).toBe(40_000);
    expect(after({})).toBeUndefined();
  });
});

describe('x-ratelimit-reset', () => {
  it('is not what the service said about this very refusal', () => {
    const fields = { 'x-ratelimit-reset': '1' };
    expect(toldRetryAfterMs(fields, undefined, now)).toBeUndefined();
    expect(toldRetryAfterMs({ ...fields, 'retry-after': '3' }, undefined, now)).toBe(3000);
    expect(toldRetryAfterMs(fields, { retryAfterMs: 5 }, now)).toBe(5);
  });

  it.each([
    [{ 'x-ratelimit-reset': '12.5' }, 12_500],
    [{ 'x-ratelimit-reset': String(now / 1000 + 60) }, 60_000],
    [{ 'x-ratelimit-reset': String(now + 60_000) }, 60_000],
    [{ 'x-ratelimit-reset': String(now / 1000 - 60) }, 0],
    [{ 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-reset-tokens': '6m0s' }, 360_000],
    [
      { 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-reset-tokens': '6m0s', 'x-ratelimit-remaining-requests': '0' },
      1000,
    ],
    [{ 'x-ratelimit-reset-images': '20ms' }, 20],
  ])('%j is %i ms', (fields, expected) => {
    expect(after(fields)).toBe(expected);
  });

  it.each(['', 'never', '-3', '1d'])('%j says nothing', (value) => {
    expect(after({ 'x-ratelimit-reset': value })).toBeUndefined();
  });
});
