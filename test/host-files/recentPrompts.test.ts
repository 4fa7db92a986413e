import { describe, expect, it } from 'vitest';
import { RecentPrompts } from '../../src/host/recentPrompts.ts';

function memento() {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, otherwise?: T) => (values.has(key) ? (values.get(key) as T) : (otherwise as T)),
    update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
  };
}

describe('The prompts that were typed last', () => {
  it('are thirty, each once, the newest first', async () => {
    const recent = new RecentPrompts(memento());
    for (let at = 0; at < 40; at++) await recent.add(`prompt ${at}`);
    await recent.add('prompt 20');
    expect(recent.list()).toHaveLength(30);
    expect(recent.list().slice(0, 2)).toEqual(['prompt 20', 'prompt 39']);
  });

  it('make room for new ones where they are long', async () => {
    const recent = new RecentPrompts(memento());
    for (const letter of 'abc') await recent.add(letter.repeat(90_000));
    expect(recent.list().map((each) => each[0])).toEqual(['c', 'b']);
  });

  it('keep the newest however long it is', async () => {
    const recent = new RecentPrompts(memento());
    await recent.add('a');
    await recent.add('b'.repeat(300_000));
    expect(recent.list().map((each) => each[0])).toEqual(['b']);
  });
});
