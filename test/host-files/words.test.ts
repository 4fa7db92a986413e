import { describe, expect, it } from 'vitest';
import { ago, oneLine } from '../../src/host/words.ts';

describe('a prompt in a list', () => {
  it('is one line, whatever it was written as', () => {
    expect(oneLine('  a cat\r\n\tin the snow\n')).toBe('a cat in the snow');
  });

  it('ends before a character that does not fit, not in the middle of it', () => {
    expect(oneLine('🦀🦀🦀', 2)).toBe('🦀🦀');
    expect(oneLine('x'.repeat(100))).toHaveLength(80);
  });
});

describe('how long ago something was', () => {
  const now = 1_000_000_000;
  it.each([
    [0, 'now'],
    [-5_000, 'now'],
    [59_000, '59 sec. ago'],
    [60_000, '1 min. ago'],
    [3_600_000, '1 hr. ago'],
    [86_400_000, 'yesterday'],
    [5 * 86_400_000, '5 days ago'],
  ])('%d ms reads as %j', (elapsed, words) => {
    expect(ago(now - elapsed, now, 'en')).toBe(words);
  });

  it('is said in the language of the person', () => {
    expect(ago(now - 60_000, now, 'zh-cn')).toBe('1分钟前');
  });
});
