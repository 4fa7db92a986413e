import type { Call, Dialect, Model, PayloadObject, Service } from '../base/provider.ts';
import { chat } from './dialects/chat.ts';
import { gptOptions, openAiImages } from './dialects/openAiImages.ts';
import { seedreamFields } from './dialects/ark.ts';
import { gemini } from './families/gemini.ts';
import { gptImage } from './families/gptImage.ts';
import { qwen } from './families/qwen.ts';
import { seedream, seedreamVersion } from './families/seedream.ts';
import { optional } from './payload.ts';

const megabyte = 1024 * 1024;

/** How a model's name decides what `size` means on one and the same endpoint (document 003). */
type SizeDialect = 'ratio' | 'resolution';

function geminiRow(id: string, label: string, size: SizeDialect, references = 6): Model {
  return {
    id,
    ...(label === '' ? {} : { label }),
    family: `gemini ${size}`,
    capabilities: gemini({
      resolutions: size === 'resolution' ? ['1K', '2K', '4K'] : [],
      references,
      maxReferenceBytes: 7 * megabyte,
      qualities: [],
      outputFormats: [],
    }),
  };
}

const options: Readonly<Record<string, (call: Call) => PayloadObject>> = {
  'gemini ratio': (call) => optional('size', call.aspectRatio),
  'gemini resolution': (call) => ({
    ...optional('size', call.resolution?.toLowerCase()),
    ...optional('aspect_ratio', call.aspectRatio),
  }),
  gptImage: gptOptions,
  seedream: seedreamFields,
  qwen: (call) => ({ ...optional('size', call.size), n: call.count }),
};

/** The chat endpoint knows no size; it is what goes on in a conversation. */
const conversing = chat({ path: '/v1/chat/completions', options: () => ({ stream: true }) });

const images: Dialect = (call) => {
  if (call.turns.length > 0) return conversing(call);
  return openAiImages({ imageField: () => 'image', options: options[call.model.family] ?? (() => ({})) })(call);
};

function guess(id: string): Model {
  if (/seedream|seededit/i.test(id)) {
    return { id, family: 'seedream', capabilities: seedream(seedreamVersion(id), { streaming: false }) };
  }
  if (/gpt-image|dall-e/i.test(id)) return { id, family: 'gptImage', capabilities: gptImage(id, { streaming: false }) };
  if (/qwen/i.test(id)) {
    return { id, family: 'qwen', capabilities: qwen(id, { seed: false, negativePrompt: false }) };
  }
  const isPro = /pro|nano-banana-2|gemini-3/i.test(id) && !/-(2k|4k)$/i.test(id);
  return geminiRow(id, '', isPro ? 'resolution' : 'ratio');
}

export const vapi: Service = {
  id: 'vapi',
  label: 'V-API',
  baseUrl: 'https://api.gpt.ge',
  auth: 'bearer',
  keyPage: 'https://api.gpt.ge/token',
  models: [
    geminiRow('nano-banana', 'Nano Banana', 'ratio'),
    geminiRow('nano-banana-pro', 'Nano Banana Pro', 'resolution'),
    geminiRow('nano-banana-pro-2k', 'Nano Banana Pro 2K', 'ratio'),
    geminiRow('nano-banana-pro-4k', 'Nano Banana Pro 4K', 'ratio'),
    geminiRow('gemini-3-pro-image-preview', 'Gemini 3 Pro Image', 'resolution'),
    geminiRow('gemini-2.5-flash-image', 'Gemini 2.5 Flash Image', 'ratio'),
  ],
  firstModel: 'nano-banana',
  guess,
  dialect: () => images,
  modelList: '/v1/models',
  countPaths: ['n'],
};
