import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/base/provider.ts';
import { callsFor, controlsFor, judge, sendable, shapeOf, sizeProblem, type Chosen } from '../../src/core/controls.ts';
import { checkRequest } from '../../src/core/plan.ts';
import { builtIn, findModel } from '../../src/providers/index.ts';
import { serviceOf } from '../providers/services.ts';

const rows = builtIn.flatMap((service) => service.models.map((model) => [`${service.id}/${model.id}`, model] as const));

const named = (provider: string, id: string) => findModel(serviceOf(provider), id);

/** Every single choice that the controls offer. */
function offers(models: readonly Model[], isConversation = false): readonly Partial<Chosen>[] {
  const controls = controlsFor(models, isConversation);
  return [
    ...controls.ratios.map((aspectRatio) => ({ aspectRatio })),
    ...controls.resolutions.map((resolution) => ({ resolution })),
    ...controls.sizes.map((size) => ({ size })),
    ...controls.qualities.map((quality) => ({ quality })),
    ...controls.backgrounds.map((background) => ({ background })),
    ...controls.outputFormats.map((outputFormat) => ({ outputFormat })),
    ...(controls.seed ? [{ seed: 7 }] : []),
    ...(controls.negativePrompt ? [{ negativePrompt: 'dogs' }] : []),
    { count: 10 },
  ];
}

function check(model: Model, chosen: Partial<Chosen>) {
  const { min } = model.capabilities.references;
  const reference = min > 0 ? { width: 1200, height: 800 } : undefined;
  return checkRequest(model, { prompt: 'a cat', ...chosen, referenceCount: min, reference, hasMask: false });
}

/** Notices for a reason that the model's row names itself. */
const isDoubt = (model: Model, message: string) =>
  Object.keys(model.doubtful ?? {}).length > 0 && /may not heed|may deliver/.test(message);

describe('controls', () => {
  it.each(rows)('offer for %s only what it takes, and nothing that it ignores', (_, model) => {
    for (const chosen of offers([model])) {
      const notices = check(model, chosen).notices.filter(({ message }) => !isDoubt(model, message));
      expect([chosen, notices.filter(({ code }) => code === 'ignored')]).toEqual([chosen, []]);
    }
  });

  it.each(rows)('offer for %s every value that its row lists', (_, model) => {
    const controls = controlsFor([model]);
    const { shape, ...can } = model.capabilities;
    expect(controls).toMatchObject({
      seed: can.seed,
      negativePrompt: can.negativePrompt,
      qualities: can.qualities,
      backgrounds: can.backgrounds,
      outputFormats: can.outputFormats,
      mask: can.mask,
    });
    switch (shape.kind) {
      case 'ratios':
        expect(new Set(controls.ratios)).toEqual(new Set(shape.ratios));
        if (shape.ratios.length > 0) expect(new Set(controls.resolutions)).toEqual(new Set(shape.resolutions));
        expect(controls.sizes).toEqual(shape.ratios.length > 0 ? (shape.sizes ?? []) : []);
        return;
      case 'sizes':
        expect(controls.sizes).toEqual(shape.sizes);
        return;
      case 'pixels':
        expect(controls.sizes).toEqual(expect.arrayContaining([...shape.suggested]));
        expect(controls.ratios).toContain('1:1');
    }
  });

  it.each(rows)('offer every ratio and resolution of %s together', (_, model) => {
    const { ratios, resolutions } = controlsFor([model]);
    for (const aspectRatio of ratios) {
      for (const resolution of resolutions) {
        const codes = check(model, { aspectRatio, resolution }).notices.map(({ code }) => code);
        // Less than a step in an extreme shape is said beforehand, as is a step that may come as another.
        expect(codes.filter((code) => code !== 'size')).toEqual([]);
      }
    }
  });

  it('of several models are what all of them take', () => {
    for (const [, first] of rows) {
      for (const second of [named('openai', 'gpt-image-1'), named('ark', 'doubao-seedream-4-5-251128')]) {
        const models = [first, second];
        for (const chosen of offers(models)) {
          for (const model of models) {
            const ignored = check(model, chosen).notices.filter(
              ({ code, message }) => code === 'ignored' && !isDoubt(model, message),
            );
            expect([model.id, chosen, ignored]).toEqual([model.id, chosen, []]);
          }
        }
      }
    }
  });

  it('of a ratio model and a size model keep the ratios that both can make', () => {
    const controls = controlsFor([named('google', 'gemini-2.5-flash-image'), named('openai', 'gpt-image-1')]);
    expect(controls.ratios).toEqual(['1:1', '3:2', '2:3']);
    expect([controls.sizes, controls.pixels]).toEqual([[], undefined]);
  });

  it.each(rows)('show the ratios of %s in the order of all: square, ever wider, ever taller', (_, model) => {
    const order = '1:1 5:4 4:3 3:2 16:9 2:1 21:9 4:5 3:4 2:3 9:16 1:2 9:21'.split(' ');
    const { ratios } = controlsFor([model]);
    const known = ratios.filter((ratio) => order.includes(ratio));
    expect(known).toEqual(order.filter((ratio) => ratios.includes(ratio)));
  });

  it('of two pixel models allow the sizes within both bounds', () => {
    const controls = controlsFor([named('openai', 'gpt-image-2'), named('ark', 'doubao-seedream-4-0-250828')]);
    expect(controls.pixels).toMatchObject({ multipleOf: 16, minPixels: 921_600, maxEdge: 3840, maxRatio: 3 });
    expect(sizeProblem('1024x1024', controls)).toBeUndefined();
    expect(sizeProblem('640x640', controls)).toMatch(/too small/);
  });

  it('of no model offer nothing', () => {
    expect(offers([])).toEqual([{ count: 10 }]);
    expect(controlsFor([]).references.max).toBe(0);
  });

  it('change in a conversation as the row says, and need no reference there', () => {
    for (const [, model] of rows) {
      const { inConversation } = model.capabilities;
      const controls = controlsFor([model], true);
      expect(controls.references.min).toBe(0);
      if (inConversation?.shape.kind === 'ratios') {
        expect(new Set(controls.ratios)).toEqual(new Set(inConversation.shape.ratios));
      }
    }
    expect(rows.some(([, { capabilities }]) => capabilities.inConversation)).toBe(true);
  });

  it('leave a place for the last image where the model knows no conversation', () => {
    expect(controlsFor([named('openai', 'gpt-image-1')], true).references.max).toBe(15);
  });
});

describe('a size that is typed', () => {
  const controls = controlsFor([named('openai', 'gpt-image-2')]);

  it.each(['1024x1024', '2048X1024', '1040x1040', 'auto'])('is taken: %s', (text) => {
    expect(sizeProblem(text, controls)).toBeUndefined();
  });

  it.each([
    ['wide', /1024x1536/],
    ['0x1024', /1024x1536/],
    ['1000x1000', /multiples of 16/],
    ['4096x1600', /3840/],
    ['3200x800', /3 times/],
    ['256x256', /too small/],
    ['3840x3840', /too large/],
  ])('is told what is wrong with it: %s', (text, why) => {
    expect(sizeProblem(text, controls)).toMatch(why);
  });

  it('is one of the list where the model has a list', () => {
    expect(sizeProblem('800x600', controlsFor([named('openai', 'gpt-image-1')]))).toMatch(/1536x1024/);
  });
});

describe('what is sent of a draft', () => {
  const draft = {
    prompt: 'a cat',
    aspectRatio: '16:9',
    resolution: '2K',
    quality: 'high',
    background: 'transparent',
    outputFormat: 'webp',
    seed: 5,
    negativePrompt: 'dogs',
    parameters: {},
    images: ['file:///a.png'],
  };

  it('is only what the models have', () => {
    const { aspectRatio, prompt, images, seed } = draft;
    const controls = controlsFor([named('google', 'gemini-2.5-flash-image')]);
    expect(sendable(draft, controls)).toEqual({ prompt, aspectRatio, seed, images });
  });

  it('has either a size or a ratio', () => {
    const controls = controlsFor([named('openai', 'gpt-image-2')]);
    expect(sendable({ ...draft, size: '1024x1024' }, controls)).toMatchObject({ size: '1024x1024', quality: 'high' });
    expect(sendable({ ...draft, size: '1024x1024' }, controls)).not.toHaveProperty('aspectRatio');
    expect(sendable({ ...draft, size: '7x7' }, controls)).toMatchObject({ aspectRatio: '16:9', resolution: '2K' });
  });

  it.each(rows)('is never ignored by %s', (_, model) => {
    const sent = sendable(draft, controlsFor([model]));
    const ignored = check(model, { ...sent, background: undefined }).notices.filter(
      ({ code, message }) => code === 'ignored' && !isDoubt(model, message),
    );
    expect(ignored).toEqual([]);
  });
});

describe('the verdict before sending', () => {
  const models = [named('google', 'gemini-2.5-flash-image'), named('dashscope', 'qwen-image-plus')];

  it('has nothing against a good request', () => {
    expect(judge(models, { prompt: 'a cat' }, [])).toEqual({ problems: [], notices: [] });
  });

  it('names each model that refuses it, and why', () => {
    const { problems } = judge(models, { prompt: 'a cat' }, [{ width: 10, height: 10 }]);
    expect(problems).toEqual([expect.stringMatching(/takes no reference images.*Leave some out/)]);
  });

  it('says the same thing once', () => {
    expect(judge(models, { prompt: ' ' }, []).problems).toHaveLength(1);
  });

  it('says beforehand that a shape comes smaller than asked', () => {
    const { notices } = judge(
      [named('openai', 'gpt-image-2')],
      { prompt: 'x', aspectRatio: '1:1', resolution: '4K' },
      [],
    );
    expect(notices.map(({ code }) => code)).toEqual(['size']);
  });

  it('does not ask for a reference while a conversation goes on', () => {
    const edits = rows.map(([, model]) => model).find(({ capabilities }) => capabilities.references.min > 0);
    expect(judge([edits!], { prompt: 'x' }, []).problems).toHaveLength(1);
    expect(judge([edits!], { prompt: 'x', continues: 'job' }, []).problems).toEqual([]);
  });
});

describe('variations', () => {
  it('are as many calls as they take', () => {
    expect(callsFor(10, controlsFor([named('openai', 'gpt-image-1')]))).toBe(1);
    expect(callsFor(4, controlsFor([named('google', 'gemini-2.5-flash-image')]))).toBe(4);
  });
});

describe('the shape that is drawn', () => {
  it.each([
    ['16:9', '16:9'],
    ['1024x1536', '1024:1536'],
    ['auto', ''],
  ])('of %s is "%s"', (value, shape) => {
    expect(shapeOf(value)).toBe(shape);
  });
});
