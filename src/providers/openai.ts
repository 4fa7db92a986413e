import type { Model, Service } from '../base/provider.ts';
import { gptOptions, openAiImages } from './dialects/openAiImages.ts';
import { gptImage } from './families/gptImage.ts';
import { seedreamGroup } from './families/seedream.ts';

function row(id: string, label?: string): Model {
  return { id, ...(label === undefined ? {} : { label }), family: 'gptImage', capabilities: gptImage(id) };
}

export const openai: Service = {
  id: 'openai',
  label: 'OpenAI',
  baseUrl: 'https://api.openai.com',
  auth: 'bearer',
  keyPage: 'https://platform.openai.com/api-keys',
  usagePage: 'https://platform.openai.com/usage',
  models: [
    row('gpt-image-2', 'GPT Image 2'),
    row('gpt-image-2.5-flare', 'GPT Image 2.5 Flare'),
    row('gpt-image-2.5-sunburst', 'GPT Image 2.5 Sunburst'),
    row('gpt-image-1.5', 'GPT Image 1.5'),
    row('gpt-image-1', 'GPT Image 1'),
    row('gpt-image-1-mini', 'GPT Image 1 Mini'),
  ],
  firstModel: 'gpt-image-2',
  guess: (id) => row(id),
  dialect: () => openAiImages({ imageField: (count) => (count > 1 ? 'image[]' : 'image'), options: gptOptions }),
  modelList: '/v1/models',
  chargesPreviews: true,
  // Relays that speak this dialect have other vendors' models, too.
  counts: [{ path: 'n' }, { path: 'parameters.n' }, seedreamGroup(15)],
};
