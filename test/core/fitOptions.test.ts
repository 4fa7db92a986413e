import { describe, expect, it } from 'vitest';
import { fitOptions } from '../../src/core/fitOptions.ts';
import type { ImageOptions } from '../../src/core/options.ts';
import { builtIn, findModel } from '../../src/providers/index.ts';

function modelOf(provider: string, id: string) {
  const service = builtIn.find((each) => each.id === provider);
  if (!service) throw new RangeError(provider);
  return findModel(service, id);
}

describe('one prompt for several models', () => {
  it('asks a model for all that it has', () => {
    const options: ImageOptions = { prompt: 'a cat', aspectRatio: '16:9', count: 2, seed: 7 };
    expect(fitOptions(options, modelOf('mixroute', 'gemini-2.5-flash-image'))).toEqual({ options, notices: [] });
  });

  it('leaves out what a model would refuse, and says so', () => {
    const options: ImageOptions = { prompt: 'a cat', aspectRatio: '21:9', quality: 'splendid', count: 2 };
    const fitted = fitOptions(options, modelOf('mixroute', 'gpt-image-1'));
    expect(fitted.options).toEqual({ prompt: 'a cat', count: 2 });
    expect(fitted.notices).toEqual([
      { code: 'ignored', message: 'GPT Image 1 (gpt-image-1) does not take aspectRatio "21:9"; it was not sent.' },
      { code: 'ignored', message: 'GPT Image 1 (gpt-image-1) does not take quality "splendid"; it was not sent.' },
    ]);
  });

  it('keeps of two that contradict each other the first', () => {
    const options: ImageOptions = { prompt: 'a cat', background: 'transparent', outputFormat: 'jpeg' };
    const fitted = fitOptions(options, modelOf('openai', 'gpt-image-1'));
    expect(fitted.options).toEqual({ prompt: 'a cat', background: 'transparent' });
    expect(fitted.notices).toHaveLength(1);
  });

  it('judges no prompt and no references: those are never left out', () => {
    const options: ImageOptions = { prompt: '', images: ['a.png'] };
    for (const { models } of builtIn) {
      for (const model of models) expect(fitOptions(options, model)).toEqual({ options, notices: [] });
    }
  });
});
