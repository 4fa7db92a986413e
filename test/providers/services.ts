import type { Service } from '../../src/base/provider.ts';
import { builtIn } from '../../src/providers/index.ts';

export function serviceOf(id: string): Service {
  const service = builtIn.find((each) => each.id === id);
  if (!service) throw new RangeError(`There is no service ${id}.`);
  return service;
}
