import type { Model, Service } from '../base/provider.ts';
import { mixroute } from './mixroute.ts';
import { sketch } from './sketch.ts';

/** Every service, in the order in which lists show them. A new one is a file here and a line there. */
export const services: readonly Service[] = [sketch, mixroute];

export function findService(id: string): Service | undefined {
  return services.find((service) => service.id === id);
}

/** The row of a model; any unknown id is sent as it is, with the capabilities its name suggests. */
export function findModel(service: Service, id: string): Model {
  return service.models.find((model) => model.id === id) ?? service.guess(id);
}
