import type { Call, Capabilities, Model, PayloadObject, Service } from '../base/provider.ts';
import { seedreamFields } from './dialects/ark.ts';
import { gptOptions, openAiImages } from './dialects/openAiImages.ts';
import { gptImage } from './families/gptImage.ts';
import { qwen } from './families/qwen.ts';
import { seedream, seedreamVersion } from './families/seedream.ts';
import { openai } from './openai.ts';

/**
 * What is asked of a model of which nothing is known: whatever shape the person wants, for the server to judge.
 * Multiples of 8 are what diffusion models work in.
 */
function anything(id: string): Capabilities {
  return gptImage(id, {
    shape: {
      kind: 'pixels',
      multipleOf: 8,
      minPixels: 64 * 64,
      maxPixels: 8192 * 8192,
      maxEdge: 8192,
      maxRatio: 16,
      suggested: ['1024x1024', '1536x1024', '1024x1536', '768x768', '512x512'],
      resolutions: [],
    },
    streaming: false,
  });
}

function guess(id: string): Model {
  if (/gpt-image/i.test(id)) return openai.guess(id);
  if (/seedream|seededit/i.test(id)) {
    return { id, family: 'seedream', capabilities: seedream(seedreamVersion(id), { streaming: false }) };
  }
  if (/qwen/i.test(id)) {
    return { id, family: 'qwen', capabilities: qwen(id, { seed: false, negativePrompt: false }) };
  }
  return { id, family: 'any', capabilities: anything(id) };
}

function optionsOf({ family }: Model): (call: Call) => PayloadObject {
  if (family === 'seedream') return seedreamFields;
  return family === 'qwen' ? (call) => ({ ...gptOptions(call), watermark: false }) : gptOptions;
}

/** What servers that copy OpenAI's images API have in common with it: the addresses and fields, not the models. */
export const openAiCompatible: Service = {
  ...openai,
  guess,
  dialect: (model) =>
    openAiImages({ imageField: (count) => (count > 1 ? 'image[]' : 'image'), options: optionsOf(model) }),
};
