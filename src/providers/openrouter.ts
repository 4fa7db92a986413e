import type { Model, Service } from '../base/provider.ts';
import { chat } from './dialects/chat.ts';
import { gemini, geminiRatios } from './families/gemini.ts';
import { optional } from './payload.ts';

const megabyte = 1024 * 1024;

function row(id: string, label?: string): Model {
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

export const openrouter: Service = {
  id: 'openrouter',
  label: 'OpenRouter',
  baseUrl: 'https://openrouter.ai/api',
  auth: 'bearer',
  keyPage: 'https://openrouter.ai/keys',
  models: [
    row('google/gemini-3.1-flash-image', 'Nano Banana 2'),
    row('google/gemini-3-pro-image', 'Nano Banana Pro'),
    row('google/gemini-2.5-flash-image', 'Nano Banana'),
  ],
  firstModel: 'google/gemini-3.1-flash-image',
  guess: (id) => row(id),
  dialect: () =>
    chat({
      path: '/v1/chat/completions',
      options: (call) => {
        const config = { ...optional('aspect_ratio', call.aspectRatio), ...optional('image_size', call.resolution) };
        return {
          modalities: ['image', 'text'],
          ...(Object.keys(config).length > 0 ? { image_config: config } : {}),
          ...(call.previews ? { stream: true } : {}),
        };
      },
    }),
  modelList: '/v1/models',
  countPaths: [],
};
