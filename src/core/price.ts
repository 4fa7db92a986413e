import { isObject } from '../base/json.ts';
import type { Model, Service } from '../base/provider.ts';

/**
 * What one image of a model costs, as a hint for people: by the person's own `easel.prices`, else by the service's
 * documents. Entries are named "provider/model", which is looked at first, or "model"; values are texts in any
 * currency, such as "¥0.14". Undefined: not known.
 */
export function priceHint(service: Service, model: Model, prices: unknown): string | undefined {
  const own = isObject(prices) ? (prices[`${service.id}/${model.id}`] ?? prices[model.id]) : undefined;
  if (typeof own === 'string' && own.trim() !== '') return own.trim().slice(0, 40);
  if (typeof own === 'number' && Number.isFinite(own)) return String(own);
  return model.price;
}
