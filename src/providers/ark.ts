import { t } from '@vscode/l10n';
import type { Model, Service } from '../base/provider.ts';
import { ark as arkDialect } from './dialects/ark.ts';
import { seedream, seedreamGroup, seedreamVersion } from './families/seedream.ts';

function row(id: string, label?: string): Model {
  const capabilities = seedream(seedreamVersion(id));
  return {
    id,
    ...(label === undefined ? {} : { label }),
    family: 'seedream',
    capabilities: { ...capabilities, references: { ...capabilities.references, urls: ['https:'] } },
  };
}

export const ark: Service = {
  id: 'ark',
  // Chinese has a name of its own for it, and the language is not known yet when this file is loaded.
  get label() {
    return t('Volcengine Ark');
  },
  baseUrl: 'https://ark.cn-beijing.volces.com',
  auth: 'bearer',
  ownPath: '/api/v3',
  keyPage: 'https://console.volcengine.com/ark/region:ark+cn-beijing/apiKey',
  models: [
    row('doubao-seedream-4-5-251128', 'Seedream 4.5'),
    row('doubao-seedream-5-0-260128', 'Seedream 5.0'),
    row('doubao-seedream-5-0-lite-260128', 'Seedream 5.0 Lite'),
    row('doubao-seedream-4-0-250828', 'Seedream 4.0'),
    row('doubao-seedream-3-0-t2i-250415', 'Seedream 3.0'),
    row('doubao-seededit-3-0-i2i-250628', 'SeedEdit 3.0'),
  ],
  firstModel: 'doubao-seedream-4-5-251128',
  guess: (id) => row(id),
  dialect: () => arkDialect,
  counts: [seedreamGroup(15)],
};
