import type { Model, Service } from '../base/provider.ts';
import { mixrouteGemini } from './dialects/mixroute.ts';
import { gemini } from './families/gemini.ts';

const megabyte = 1024 * 1024;

/** What mixroute's documents say of its Gemini models; 3K is documented there and not known upstream. */
function row(model: Pick<Model, 'id' | 'label'> & { readonly references: number }): Model {
  const { references, ...names } = model;
  return {
    ...names,
    family: 'gemini',
    doubtful: { resolution: ['3K'] },
    capabilities: gemini({
      resolutions: ['1K', '2K', '3K'],
      references,
      maxReferenceBytes: 7 * megabyte,
      qualities: ['high', 'medium', 'low'],
      outputFormats: ['png', 'jpeg'],
    }),
  };
}

export const mixroute: Service = {
  id: 'mixroute',
  label: 'mixroute',
  baseUrl: 'https://console.mixroute.io',
  auth: 'bearer',
  keyPage: 'https://console.mixroute.io/token',
  models: [
    row({ id: 'gemini-2.5-flash-image', label: 'Nano Banana', references: 6 }),
    row({ id: 'gemini-3-pro-image-preview', label: 'Nano Banana Pro', references: 14 }),
  ],
  firstModel: 'gemini-2.5-flash-image',
  guess: (id) => row({ id, references: 14 }),
  dialect: () => mixrouteGemini,
  modelList: '/v1/models',
  countPaths: ['n'],
};
