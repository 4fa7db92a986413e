import type { Model, Service } from '../../base/provider.ts';
import { priceHint } from '../../core/price.ts';
import type { ModelInfo } from '../../protocol/types.ts';

/** What a page is told of a model. @param prices The person's own, as the setting has them. */
export function modelInfo(service: Service, model: Model, prices: unknown): ModelInfo {
  const { id, label, family, capabilities, retired, doubtful } = model;
  const price = priceHint(service, model, prices);
  return {
    id,
    family,
    capabilities,
    ...(label === undefined ? {} : { label }),
    ...(retired === undefined ? {} : { retired }),
    ...(doubtful === undefined ? {} : { doubtful }),
    ...(price === undefined ? {} : { price }),
  };
}
