import { expect, it } from 'vitest';
import type { Model, Service } from '../../src/base/provider.ts';
import { modelInfo } from '../../src/host/studio/modelInfo.ts';
import { builtIn } from '../../src/providers/index.ts';

it('tells pages all that they show and offer by: label, day of the end, price and what is doubtful', () => {
  const service: Service = builtIn[0]!;
  const { capabilities } = service.models[0]!;
  const shown = {
    id: 'painter-1',
    label: 'Painter',
    family: 'painter',
    capabilities,
    retired: '2026-01-01',
    doubtful: { resolution: ['4K'] },
    price: '$0.02',
  };
  const model: Model = { ...shown, successor: 'painter-2' };
  expect(modelInfo(service, model, { [`${service.id}/painter-1`]: '$0.01' })).toEqual({ ...shown, price: '$0.01' });
  expect(modelInfo(service, { id: 'x', family: 'y', capabilities }, {})).toEqual({
    id: 'x',
    family: 'y',
    capabilities,
  });
});
