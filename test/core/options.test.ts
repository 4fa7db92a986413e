import { describe, expect, it } from 'vitest';
import { isEaselError } from '../../src/base/errors.ts';
import { parseOptions } from '../../src/core/options.ts';

function refusalOf(value: unknown): string {
  try {
    parseOptions(value);
  } catch (error) {
    if (isEaselError(error)) return error.what;
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('An option that is wrong is named, with what is wrong about it in Easel’s own words:', () => {
  it.each([
    [{ prompt: 7 }, 'The option "prompt" is not valid: it is not a text.'],
    [{ colour: 'red' }, 'The option "colour" is not valid: there is no such option.'],
    [{ count: '2' }, 'The option "count" is not valid: it is not a number.'],
    [{ count: 1.5 }, 'The option "count" is not valid: it is not a whole number.'],
    [{ count: 0 }, 'The option "count" is not valid: it is less than 1.'],
    [{ count: 101 }, 'The option "count" is not valid: it is more than 100.'],
    [{ images: 'a.png' }, 'The option "images" is not valid: it is not a list.'],
    [{ images: Array(65).fill('a.png') }, 'The option "images" is not valid: it has more than 64 entries.'],
    [{ images: ['a.png', 7] }, 'The option "images.1" is not valid: it is not a text.'],
    [{ aspectRatio: 'wide' }, 'The option "aspectRatio" is not valid: it should look like 16:9.'],
    [{ size: 'big' }, 'The option "size" is not valid: it should look like 1024x1536.'],
    [{ parameters: [1] }, 'The option "parameters" is not valid: it is not a JSON object.'],
    [{ parameters: 'n' }, 'The option "parameters" is not valid: it is not a JSON object.'],
    [{ parameters: { n: () => 1 } }, 'The option "parameters" is not valid: it holds values that JSON cannot express.'],
    ['a cat', 'The options are not a JSON object.'],
  ])('%j', (options, what) => {
    expect(refusalOf(options)).toBe(what);
  });
});
