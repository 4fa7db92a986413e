import { afterEach, describe, expect, it } from 'vitest';
import { config } from '@vscode/l10n';
import { EaselError } from '../../src/base/errors.ts';
import { joinSentences } from '../../src/base/sentences.ts';

describe('Sentences', () => {
  it('have a space between them, and none behind the full stops of Chinese', () => {
    expect(joinSentences('One.', 'Two.')).toBe('One. Two.');
    expect(joinSentences('一。', '二！', '三')).toBe('一。二！三');
    expect(joinSentences('服务提示：“不行。”', '请重试。')).toBe('服务提示：“不行。”请重试。');
    expect(joinSentences('服務提示：「不行。」', '請重試。')).toBe('服務提示：「不行。」請重試。');
  });

  it('leave no gap where there is none', () => {
    expect(joinSentences('One.', '', undefined, 'Two.')).toBe('One. Two.');
    expect(joinSentences(undefined, 'One.')).toBe('One.');
    expect(joinSentences()).toBe('');
  });
});

describe('An error in Chinese', () => {
  afterEach(() => config({ contents: {} }));

  it('joins what happened, the money and what to do next as Chinese does, with the code behind a space', () => {
    config({ contents: { 'Nothing was charged.': '没有扣费。' } });
    const error = new EaselError({ code: 'network', what: '无法连接。', money: 'notSent', next: '请重试。' });
    expect(error.text).toBe('无法连接。没有扣费。请重试。');
    expect(error.message).toBe('无法连接。没有扣费。请重试。 [easel.network]');
  });
});
