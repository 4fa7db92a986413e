import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/base/provider.ts';
import { inStyle } from '../../../src/core/style/compose.ts';
import { fingerprintOf } from '../../../src/core/style/fingerprint.ts';
import { parseStyle } from '../../../src/core/style/parse.ts';
import { useNamed, type Look } from '../../../src/core/style/style.ts';
import { findModel } from '../../../src/providers/index.ts';
import { mixroute } from '../../../src/providers/mixroute.ts';

const style = parseStyle(
  '---\naspectRatio: 16:9\nresolution: 2K\nnegativePrompt: text\nuses:\n  icon: { aspectRatio: "1:1", prompt: One shape. }\n---\nFlat colours.',
);
const preset = parseStyle('---\naspectRatio: 4:3\n---\nIsometric.');
const model = findModel(mixroute, 'gemini-3-pro-image-preview');
const limited = (more: Partial<Model['capabilities']>): Model => ({
  ...model,
  capabilities: { ...model.capabilities, ...more },
});
const made = (asked: object, looks: readonly Look[] = [{ style }], isEdit = false, by = model) =>
  inStyle({ prompt: 'a cat', ...asked }, looks, by, { isEdit });

describe('A request in a style', () => {
  it('begins with the person’s own words, unchanged, and the style apart from them', () => {
    expect(made({ prompt: 'a cat\non a roof' }).styled.prompt).toBe('a cat\non a roof\n\nFlat colours.');
    const looks = [{ style: preset }, { style, use: useNamed(style, 'Icon') }];
    expect(made({}, looks).styled.prompt).toBe('a cat\n\nIsometric.\n\nFlat colours.\n\nOne shape.');
  });

  it('has the shape of the style only where nobody chose one', () => {
    expect(made({}).styled).toMatchObject({ aspectRatio: '16:9', resolution: '2K' });
    expect(made({ aspectRatio: '1:1' }).styled).toMatchObject({ aspectRatio: '1:1' });
    expect(made({ aspectRatio: '1:1' }).styled.resolution).toBeUndefined();
    expect(made({ size: '1024x1024' }).styled.aspectRatio).toBeUndefined();
  });

  it('keeps the shape of an image that is edited', () => {
    expect(made({}, [{ style }], true).styled.aspectRatio).toBeUndefined();
  });

  it('takes the shape of the preset before the house style’s, and of the use before its style’s', () => {
    expect(made({}, [{ style: preset }, { style }]).styled).toMatchObject({ aspectRatio: '4:3', resolution: '2K' });
    expect(made({}, [{ style, use: useNamed(style, 'icon') }]).styled.aspectRatio).toBe('1:1');
  });

  it('goes without a shape that the model does not make, and says so', () => {
    const shape = { kind: 'ratios', ratios: ['16:9'], resolutions: ['1K'] } as const;
    const { styled, notices } = made({}, [{ style }], false, limited({ shape }));
    expect(styled).toMatchObject({ aspectRatio: '16:9', resolution: undefined });
    expect(notices).toEqual([
      { code: 'ignored', message: 'The style asks for 2K, which this model does not make; it was not sent.' },
    ]);
  });

  it('adds the negative prompt once, beside the person’s own', () => {
    const by = limited({ negativePrompt: true, negativePromptCharacters: 12 });
    expect(made({}, [{ style }, { style }], false, by).styled.negativePrompt).toBe('text');
    expect(made({ negativePrompt: 'blur' }, [{ style }], false, by).styled.negativePrompt).toBe('blur, text');
    const { styled, notices } = made({ negativePrompt: 'long as it is' }, [{ style }], false, by);
    expect(styled.negativePrompt).toBe('long as it is');
    expect(notices.map(({ code }) => code)).toEqual(['ignored']);
    const none = made({}, [{ style }], false, limited({ negativePrompt: false }));
    expect(none.styled.negativePrompt).toBeUndefined();
  });

  it('is refused where the model reads less, before anything is sent', () => {
    const by = limited({ promptCharacters: 10 });
    expect(() => made({}, [{ style }], false, by)).toThrow(
      'With the style the prompt has 20 characters; this model reads at most 10.',
    );
  });
});

describe('What a person agreed to', () => {
  const whole = '---\nmodel: a\nnegativePrompt: c\naspectRatio: 1:1\nuses: { hero: d }\n---\nText';
  const of = (content: string, references: readonly string[] = ['1']) => fingerprintOf(parseStyle(content), references);

  it('is the same for comments, line ends and the order of keys', () => {
    const other =
      '---\r\n# note\r\nuses: { hero: d }\r\naspectRatio: 1:1\r\nnegativePrompt: c\r\nmodel: a\r\n---\r\nText <!-- x -->\r\n';
    expect(of(other)).toBe(of(whole));
  });

  it('is another for any word, reference, model, shape or use', () => {
    const all = [
      of(whole),
      of(whole, ['2']),
      of(whole, []),
      of(whole.replace('Text', 'Other')),
      of(whole.replace('model: a', 'model: b')),
      of(whole.replace('Prompt: c', 'Prompt: b')),
      of(whole.replace('1:1', '2:1')),
      of(whole.replace('hero: d', 'hero: e')),
      of(whole.replace('hero: d', 'icon: d')),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});
