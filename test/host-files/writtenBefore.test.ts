import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../../src/base/bytes.ts';
import { writtenBefore } from '../../src/host/writtenBefore.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** Looks for an image among these files. */
function look(files: Readonly<Record<string, string>>, besides?: readonly string[]) {
  const digest = (name: string, bytes?: number) => {
    const text = files[name];
    return Promise.resolve(text?.length === bytes && text !== undefined ? hash(text) : undefined);
  };
  const content = bytesInMemory(new TextEncoder().encode('a cat'));
  const file = { baseName: 'cat', extension: 'png', content, ...(besides ? { besides } : {}) };
  return writtenBefore({ digest }, file, Object.keys(files));
}

describe('An image whose window died', () => {
  it('is the file that was written already, under whichever of its names', async () => {
    const files = { 'cat.png': 'a dog', 'cat-2.png': 'a cat' };
    expect(await look(files, [])).toEqual({ name: 'cat-2.png', sha256: hash('a cat'), bytes: 5 });
  });

  it.each([
    ['of another name', { 'dog.png': 'a cat' }],
    ['with other bytes', { 'cat.png': 'a car' }],
    ['that is another image of the job', { 'cat-3.png': 'a cat' }],
  ])('is no file %s', async (_, files) => {
    expect(await look(files, ['cat-3.png'])).toBeUndefined();
  });

  it('is not looked for when it is new', async () => {
    expect(await look({ 'cat.png': 'a cat' })).toBeUndefined();
  });
});
