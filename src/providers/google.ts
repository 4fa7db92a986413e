import type { Call, Model, Service } from '../base/provider.ts';
import { gemini as geminiDialect } from './dialects/gemini.ts';
import { charactersOf32kTokens, gemini, geminiCounts, geminiRatios } from './families/gemini.ts';
import { fateOf } from './lifecycle.ts';

const megabyte = 1024 * 1024;
const wideRatios = [...geminiRatios, '1:4', '4:1', '1:8', '8:1'];

interface Row {
  readonly label?: string;
  readonly recommended?: number;
  readonly resolutions: readonly string[];
  readonly wide?: boolean;
  /** By Google's price list, for the smallest to the largest resolution. */
  readonly price?: string;
}

function row(id: string, { label, recommended, resolutions, wide = false, price }: Row): Model {
  return {
    id,
    ...(label === undefined ? {} : { label }),
    ...(price === undefined ? {} : { price }),
    ...fateOf(id),
    family: 'gemini',
    capabilities: gemini({
      promptCharacters: charactersOf32kTokens,
      ...(wide ? { ratios: wideRatios } : {}),
      resolutions,
      references: 14,
      ...(recommended === undefined ? {} : { recommendedReferences: recommended }),
      maxReferenceBytes: 20 * megabyte,
      qualities: [],
      outputFormats: [],
      seed: true,
      streaming: true,
    }),
  };
}

/** Without `alt=sse` the stream is one JSON list, of which nothing can be shown before its end. */
function methodOf({ previews }: Call): string {
  return previews ? 'streamGenerateContent?alt=sse' : 'generateContent';
}

export const google: Service = {
  id: 'google',
  label: 'Google',
  baseUrl: 'https://generativelanguage.googleapis.com',
  auth: 'x-goog-api-key',
  keyPage: 'https://aistudio.google.com/apikey',
  models: [
    row('gemini-3.1-flash-image', {
      label: 'Nano Banana 2',
      resolutions: ['512', '1K', '2K', '4K'],
      wide: true,
      price: '$0.045–0.151',
    }),
    row('gemini-nano-banana-2.1', {
      label: 'Nano Banana 2.1',
      resolutions: ['1K', '2K', '4K'],
      wide: true,
      price: '$0.034–0.113',
    }),
    row('gemini-3-pro-image', {
      label: 'Nano Banana Pro',
      resolutions: ['1K', '2K', '4K'],
      price: '≥ $0.134',
    }),
    row('gemini-3.1-flash-lite-image', {
      label: 'Flash Lite Image',
      resolutions: ['1K'],
      price: '$0.034',
    }),
    row('gemini-2.5-flash-image', {
      label: 'Nano Banana',
      recommended: 3,
      resolutions: [],
    }),
  ],
  firstModel: 'gemini-3.1-flash-image',
  guess: (id) => row(id, { resolutions: ['512', '1K', '2K', '4K'], wide: true }),
  dialect: () =>
    geminiDialect({
      path: (call) => `/v1beta/models/${encodeURIComponent(call.model.id)}:${methodOf(call)}`,
      casing: 'camel',
    }),
  modelList: '/v1beta/models?pageSize=1000',
  counts: geminiCounts,
};
