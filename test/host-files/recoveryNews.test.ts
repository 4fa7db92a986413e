import { describe, expect, it } from 'vitest';
import { noNews, troubleText } from '../../src/host/recoveryNews.ts';

describe('What is told of jobs that were cut off', () => {
  it('names the prompt of one, and what became of its requests', () => {
    expect(troubleText({ ...noNews, prompts: ['Four boats\nat the quay'], unknown: 2, unasked: 1 })).toBe(
      '“Four boats at the quay” was interrupted. Requests that may have been charged: 2. Nothing is sent again by itself. Not sent yet: 1; “Easel: Show Jobs…” sends them when you say so.',
    );
    expect(troubleText({ ...noNews, prompts: ['A cat'], unasked: 3 })).toBe(
      '“A cat” was interrupted. Not sent yet: 3; “Easel: Show Jobs…” sends them when you say so.',
    );
  });

  it('counts several', () => {
    expect(troubleText({ ...noNews, prompts: ['A cat', 'A dog'], unknown: 2 })).toBe(
      '2 jobs were interrupted. Requests that may have been charged: 2. Nothing is sent again by itself.',
    );
  });

  it('is nothing where everything was saved', () => {
    expect(troubleText({ ...noNews, saved: 2 })).toBe('');
    expect(troubleText({ ...noNews, waiting: 1 })).toBe(
      'Images of interrupted jobs that wait to be saved or fetched: 1.',
    );
  });
});
