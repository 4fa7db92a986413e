import type { Call, Dialect, Model, PayloadObject, Service } from '../base/provider.ts';
import { chat } from './dialects/chat.ts';
import { gptOptions, openAiImages } from './dialects/openAiImages.ts';
import { seedreamFields } from './dialects/ark.ts';
import { charactersOf32kTokens, gemini } from './families/gemini.ts';
import { gptImage } from './families/gptImage.ts';
import { qwen } from './families/qwen.ts';
import { seedream, seedreamGroup, seedreamVersion } from './families/seedream.ts';
import { optional } from './payload.ts';

const megabyte = 1024 * 1024;

/** How a model's name decides what `size` means on one and the same endpoint (document 003). */
type SizeDialect = 'ratio' | 'resolution';

/** These say by their name how large the picture is to be. */
const namesStep = /-(2k|4k)$/i;

/** The sizes that the 2.5 series takes as well as ratios. */
const sizes = [
  '1024x1024',
  '832x1248',
  '1248x832',
  '864x1184',
  '1184x864',
  '896x1152',
  '1152x896',
  '768x1344',
  '1344x768',
  '1536x672',
];

/** The chat endpoint, which goes on in a conversation, takes no shape, and streams. */
const inConversation = { shape: { kind: 'ratios', ratios: [], resolutions: [] }, streaming: true } as const;

function geminiRow(id: string, label: string, size: SizeDialect): Model {
  return {
    id,
    ...(label === '' ? {} : { label }),
    family: `gemini ${size}`,
    capabilities: gemini({
      promptCharacters: charactersOf32kTokens,
      resolutions: size === 'resolution' ? ['1K', '2K', '4K'] : [],
      references: 6,
      maxReferenceBytes: 7 * megabyte,
      qualities: [],
      outputFormats: [],
      ...(size === 'ratio' && !namesStep.test(id) ? { sizes } : {}),
      inConversation,
    }),
  };
}

const options: Readonly<Record<string, (call: Call) => PayloadObject>> = {
  'gemini ratio': (call) => optional('size', call.size ?? call.aspectRatio),
  'gemini resolution': (call) => ({
    ...optional('size', call.resolution?.toLowerCase()),
    ...optional('aspect_ratio', call.aspectRatio),
  }),
  gptImage: gptOptions,
  seedream: seedreamFields,
  qwen: (call) => ({ ...optional('size', call.size), n: call.count, watermark: false }),
};

const conversing = chat({
  path: '/v1/chat/completions',
  options: ({ previews }) => (previews ? { stream: true } : {}),
});

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
  const isPro = /pro|nano-banana-2|gemini-3/i.test(id) && !namesStep.test(id);
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
  counts: [{ path: 'n' }, { path: 'parameters.n' }, seedreamGroup(15)],
};
