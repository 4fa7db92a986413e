import type { EaselError } from '../base/errors.ts';
import type { Service } from '../base/provider.ts';
import { customServices } from '../providers/custom.ts';
import { builtIn } from '../providers/index.ts';
import { normaliseBaseUrl } from './http/baseUrl.ts';
import { isLocal } from './loopback.ts';
import { settings } from './settings.ts';

export interface Known {
  readonly services: readonly Service[];
  /** What is wrong with entries of `easel.customProviders`; the others work all the same. */
  readonly errors: readonly EaselError[];
}

let latest: (Known & { readonly setting: string }) | undefined;

/** Every provider there is: those that come with Easel, then those of the user's own settings, as they are now. */
export function known(): Known {
  const own = settings.customProviders();
  const setting = JSON.stringify([own]);
  if (latest?.setting === setting) return latest;
  const taken = new Set(builtIn.map(({ id }) => id));
  const { services, errors } = customServices(own, taken, { baseUrl: normaliseBaseUrl, isLocal });
  latest = { setting, services: [...builtIn, ...services], errors };
  return latest;
}

export function findService(id: string): Service | undefined {
  return known().services.find((service) => service.id === id);
}

/** Pages of a service; none where requests go to another address, which they say nothing of. */
export function pagesAt(service: Service, endpoint: string): Pick<Service, 'keyPage' | 'usagePage'> {
  const { baseUrl } = service;
  return baseUrl !== '' && endpoint !== '' && new URL(baseUrl).origin === new URL(endpoint).origin ? service : {};
}

/** Services that take a key. */
export function keyedServices(): readonly Service[] {
  return known().services.filter((service) => service.auth !== 'none');
}
