import { ownOf } from '../base/json.ts';
import type { Call, Dialect, Model, PollContract, Service } from '../base/provider.ts';
import { gemini as geminiDialect } from './dialects/gemini.ts';
import { gemini, geminiCounts, geminiRatios } from './families/gemini.ts';
import { optional } from './payload.ts';

const megabyte = 1024 * 1024;

/** Google's ids of the models behind the compatibility endpoint (docs.mountsea.ai, gemini/compat-introduction). */
const compatible: Readonly<Record<string, string>> = {
  'nano-banana-fast': 'gemini-2.5-flash-image',
  'nano-banana-2': 'gemini-3.1-flash-image-preview',
  'nano-banana-pro': 'gemini-3-pro-image-preview',
};

function row(id: string, label?: string): Model {
  return {
    id,
    ...(label === undefined ? {} : { label }),
    family: 'gemini',
    capabilities: gemini({
      ratios: id === 'nano-banana-2' ? [...geminiRatios, '1:4', '4:1', '1:8', '8:1'] : geminiRatios,
      resolutions: id === 'nano-banana-fast' ? [] : ['1K', '2K', '4K'],
      references: 14,
      maxReferenceBytes: 7 * megabyte,
      urls: ['https:', 'http:'],
      qualities: [],
      outputFormats: [],
    }),
  };
}

export const mountseaPoll: PollContract = {
  method: 'GET',
  path: '/gemini/task/result',
  idIn: 'query',
  idName: 'taskId',
  initialDelayMs: 3000,
  intervalMs: 3000,
  backoff: 1.5,
  maxIntervalMs: 10_000,
  notFoundGraceMs: 30_000,
};

/** Files of this machine cannot go as links: these calls take the synchronous endpoint that has Google's own body. */
const withFiles = geminiDialect({
  path: (call) => `/gemini/v1beta/models/${ownOf(compatible, call.model.id) ?? call.model.id}:generateContent`,
  casing: 'camel',
});

const submit = (call: Call): ReturnType<Dialect> => ({
  transport: 'http',
  method: 'POST',
  path: '/gemini/image/generate',
  poll: mountseaPoll,
  payload: {
    kind: 'json',
    value: {
      prompt: call.prompt,
      action: call.referenceUrls.length > 0 ? 'edit' : 'generate',
      num_images: 1,
      ...(call.referenceUrls.length > 0 ? { image_urls: call.referenceUrls } : {}),
      ...optional('aspect_ratio', call.aspectRatio),
      model: call.model.id,
      ...optional('resolution', call.resolution),
    },
  },
});

export const mountsea: Service = {
  id: 'mountsea',
  label: 'mountsea',
  baseUrl: 'https://api.mountsea.ai',
  auth: 'bearer',
  ownPath: '/gemini',
  keyPage: 'https://www.mountsea.ai',
  models: [
    row('nano-banana-fast', 'Nano Banana Fast'),
    row('nano-banana-pro', 'Nano Banana Pro'),
    row('nano-banana-2', 'Nano Banana 2'),
  ],
  firstModel: 'nano-banana-fast',
  guess: (id) => row(id),
  dialect: () => (call) => (call.references.length > 0 || call.turns.length > 0 ? withFiles(call) : submit(call)),
  counts: [{ path: 'num_images' }, ...geminiCounts],
};
