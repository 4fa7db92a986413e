import type { Dialect, Model, Service } from '../base/provider.ts';
import { mixrouteGemini, mixrouteGptImage, mixrouteQwen, mixrouteSeedream } from './dialects/mixroute.ts';
import { gemini } from './families/gemini.ts';
import { gptImage } from './families/gptImage.ts';
import { qwen } from './families/qwen.ts';
import { seedream, seedreamGroup, seedreamVersion } from './families/seedream.ts';

const megabyte = 1024 * 1024;

/** 3K is documented here and not known upstream. */
function geminiRow(id: string, references: number, label?: string, recommendedReferences?: number): Model {
  return {
    id,
    ...(label === undefined ? {} : { label }),
    family: 'gemini',
    doubtful: { resolution: ['3K'] },
    capabilities: gemini({
      resolutions: ['1K', '2K', '3K'],
      references,
      ...(recommendedReferences === undefined ? {} : { recommendedReferences }),
      maxReferenceBytes: 7 * megabyte,
      qualities: ['high', 'medium', 'low'],
      outputFormats: ['png', 'jpeg'],
    }),
  };
}

/** The document has a seed in the examples of 4.0, which only the older models heed upstream. */
function seedreamRow(id: string, label?: string): Model {
  const known = seedream(seedreamVersion(id));
  return {
    id,
    ...(label === undefined ? {} : { label }),
    family: 'seedream',
    ...(known.seed ? {} : { doubtful: { seed: 'any' } }),
    capabilities: { ...known, seed: true, streaming: false },
  };
}

/** The document lists sizes, qualities and `input_fidelity`, and no mask, background or format. */
function gptRow(id: string, label?: string): Model {
  const known = gptImage(id);
  // Upstream knows "high" and "low", and this field not at all for the small and the newer models.
  const hasFidelity = !/mini|gpt-image-[2-9]/.test(id);
  return {
    id,
    ...(label === undefined ? {} : { label }),
    family: 'gptImage',
    doubtful: { references: ['several'], input_fidelity: hasFidelity ? ['auto', 'medium'] : 'any' },
    capabilities: gptImage(id, {
      shape:
        known.shape.kind === 'sizes' ? { kind: 'sizes', sizes: ['1024x1024', '1536x1024', '1024x1536'] } : known.shape,
      references: {
        min: 0,
        max: 16,
        formats: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'],
        maxBytes: 10 * megabyte,
      },
      mask: false,
      qualities: ['high', 'medium', 'low'],
      backgrounds: [],
      outputFormats: [],
      streaming: false,
    }),
  };
}

/** One image a request; more are parallel requests. */
function qwenRow(id: string, label?: string): Model {
  return { id, ...(label === undefined ? {} : { label }), family: 'qwen', capabilities: qwen(id, { countPerCall: 1 }) };
}

function guess(id: string): Model {
  if (/seedream|seededit/i.test(id)) return seedreamRow(id);
  if (/gpt-image|dall-e/i.test(id)) return gptRow(id);
  if (/qwen/i.test(id)) return qwenRow(id);
  return geminiRow(id, 14);
}

const dialects: Readonly<Record<string, Dialect>> = {
  gemini: mixrouteGemini,
  seedream: mixrouteSeedream,
  gptImage: mixrouteGptImage,
  qwen: mixrouteQwen,
};

export const mixroute: Service = {
  id: 'mixroute',
  label: 'mixroute',
  baseUrl: 'https://console.mixroute.io',
  auth: 'bearer',
  keyPage: 'https://console.mixroute.io/token',
  models: [
    geminiRow('gemini-2.5-flash-image', 6, 'Nano Banana', 3),
    geminiRow('gemini-3-pro-image-preview', 14, 'Nano Banana Pro'),
    seedreamRow('doubao-seedream-4-5-251128', 'Seedream 4.5'),
    seedreamRow('doubao-seedream-4-0-250828', 'Seedream 4.0'),
    seedreamRow('seedream-4.0-base', 'Seedream 4.0 Base'),
    seedreamRow('doubao-seedream-3-0-t2i-250415', 'Seedream 3.0'),
    seedreamRow('doubao-seededit-3-0-i2i-250628', 'SeedEdit 3.0'),
    gptRow('gpt-image-1', 'GPT Image 1'),
    gptRow('gpt-image-1-mini', 'GPT Image 1 Mini'),
    qwenRow('qwen-image-plus', 'Qwen Image Plus'),
    qwenRow('qwen-image-edit-plus', 'Qwen Image Edit Plus'),
  ],
  firstModel: 'gemini-2.5-flash-image',
  guess,
  dialect: (model) => dialects[model.family] ?? mixrouteGemini,
  modelList: '/v1/models',
  counts: [{ path: 'n', most: 10 }, { path: 'parameters.n', most: 6 }, seedreamGroup(4)],
};
