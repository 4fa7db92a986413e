import type { Call, Model, Service } from '../base/provider.ts';
import { ratioOf } from '../base/shape.ts';
import { gemini as geminiDialect } from './dialects/gemini.ts';
import { gemini, geminiCounts, geminiRatios } from './families/gemini.ts';

const megabyte = 1024 * 1024;

function row(id: string, label?: string): Model {
  return {
    id,
    ...(label === undefined ? {} : { label }),
    family: 'gemini',
    capabilities: gemini({
      resolutions: ['1K', '2K', '4K'],
      references: 14,
      maxReferenceBytes: 7 * megabyte,
      qualities: [],
      outputFormats: [],
    }),
  };
}

/** The document requires a ratio: an edit keeps the nearest one to its picture, a conversation to its last one. */
function nearestRatio({ references: [first], turns }: Call): string {
  const kept = first ?? turns.flatMap(({ images }) => images).at(-1);
  return (kept && ratioOf(kept, geminiRatios, Number.POSITIVE_INFINITY)) ?? '1:1';
}

export const agicto: Service = {
  id: 'agicto',
  label: 'agicto',
  baseUrl: 'https://api.agicto.cn',
  auth: 'bearer',
  keyPage: 'https://agicto.com/space/openApi',
  models: [row('gemini-2.5-flash-image', 'Nano Banana'), row('gemini-3-pro-image-preview', 'Nano Banana Pro')],
  firstModel: 'gemini-2.5-flash-image',
  guess: (id) => row(id),
  dialect: () =>
    geminiDialect({
      path: () => '/v1/images/generations',
      casing: 'snake',
      modelInBody: true,
      always: { aspectRatio: nearestRatio, resolution: '1K' },
    }),
  modelList: '/v1/models',
  counts: geminiCounts,
};
