import type { Dialect, Model, Service } from '../base/provider.ts';
import { chat } from './dialects/chat.ts';
import { gemini, geminiRatios } from './families/gemini.ts';
import { optional, referenceUris } from './payload.ts';

const megabyte = 1024 * 1024;

/** A model that also talks: it is had by chat completions, which can go on. */
function chatRow(id: string, label?: string): Model {
  const isWide = /3\.1-flash-image|banana-2/.test(id);
  return {
    id,
    ...(label === undefined ? {} : { label }),
    family: 'chat',
    capabilities: gemini({
      ratios: isWide ? [...geminiRatios, '1:4', '4:1', '1:8', '8:1'] : geminiRatios,
      resolutions: id.includes('2.5-flash') ? [] : ['1K', '2K', '4K'],
      references: 14,
      maxReferenceBytes: 20 * megabyte,
      urls: ['https:'],
      qualities: [],
      outputFormats: [],
      streaming: true,
    }),
  };
}

/** A model that only draws: chat completions do not know it. */
function imagesRow(id: string, label?: string): Model {
  return {
    ...chatRow(id, label),
    family: 'images',
    capabilities: { ...chatRow(id).capabilities, countPerCall: 10, seed: true, conversation: false },
  };
}

function row(id: string, label?: string): Model {
  return /gemini|gpt-\d+-image|auto$/i.test(id) ? chatRow(id, label) : imagesRow(id, label);
}

const chatDialect = chat({
  path: '/v1/chat/completions',
  options: (call) => {
    const config = { ...optional('aspect_ratio', call.aspectRatio), ...optional('image_size', call.resolution) };
    return {
      modalities: ['image', 'text'],
      ...(Object.keys(config).length > 0 ? { image_config: config } : {}),
      ...(call.previews ? { stream: true } : {}),
    };
  },
});

/** OpenRouter's own endpoint for images, of models that chat completions do not know. */
const imagesDialect: Dialect = (call) => {
  const references = referenceUris(call).map((url) => ({ type: 'image_url', image_url: { url } }));
  return {
    transport: 'http',
    method: 'POST',
    path: '/v1/images',
    payload: {
      kind: 'json',
      value: {
        model: call.model.id,
        prompt: call.prompt,
        n: call.count,
        ...optional('aspect_ratio', call.aspectRatio),
        ...optional('resolution', call.resolution),
        ...optional('seed', call.seed),
        ...(references.length > 0 ? { input_references: references } : {}),
        ...(call.previews ? { stream: true } : {}),
      },
    },
  };
};

export const openrouter: Service = {
  id: 'openrouter',
  label: 'OpenRouter',
  baseUrl: 'https://openrouter.ai/api',
  auth: 'bearer',
  keyPage: 'https://openrouter.ai/keys',
  usagePage: 'https://openrouter.ai/activity',
  models: [
    row('google/gemini-3.1-flash-image', 'Nano Banana 2'),
    row('google/gemini-3-pro-image', 'Nano Banana Pro'),
    row('google/gemini-2.5-flash-image', 'Nano Banana'),
    row('black-forest-labs/flux.2-pro', 'FLUX.2 Pro'),
  ],
  firstModel: 'google/gemini-3.1-flash-image',
  guess: (id) => row(id),
  dialect: ({ family }) => (family === 'images' ? imagesDialect : chatDialect),
  keyCheck: '/v1/key',
  modelList: '/v1/models',
  counts: [{ path: 'n' }],
};

/** What any relay with chat completions has in common with OpenRouter: whatever the model, there is no other endpoint. */
export const chatCompletions: Service = {
  ...openrouter,
  models: openrouter.models.filter(({ family }) => family === 'chat'),
  guess: (id) => chatRow(id),
};
