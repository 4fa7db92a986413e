import { describe, expect, it } from 'vitest';
import { restated } from '../../src/core/failures.ts';
import { explain } from '../../src/core/outcome.ts';

const trouble = { code: 'quota', money: 'refused', provider: 'mixroute', model: 'm' } as const;

describe('the number that a service gave a request', () => {
  const error = explain({ ...trouble, words: '令牌额度已用尽 (request id: 20261121081500abc)' });

  it('is not shown', () => {
    expect(error.text).toContain('The service says: “令牌额度已用尽” ');
    expect(error.text).not.toContain('request id');
  });

  it('is in what is logged, also when something is said otherwise', () => {
    expect(error.message).toMatch(/ \(request id: 20261121081500abc\) \[easel\.quota\]$/);
    expect(restated(error, { money: 'notSent' }).message).toContain('(request id: 20261121081500abc)');
  });

  it('is left out for each relay on the way, also where the last one is cut', () => {
    const { text, message } = explain({ ...trouble, words: 'Used up (request id: 1) (request id: 2) (request id: 3' });
    expect(text).toContain('“Used up”');
    expect(message).toContain('(request id: 1, 2, 3)');
  });

  it('is no word of the service', () => {
    expect(explain({ ...trouble, words: '(request id: 1)' }).text).not.toContain('The service says');
    expect(explain({ ...trouble, words: 'no' }).message).not.toContain('request id');
  });
});
