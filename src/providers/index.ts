import type { Model, Service } from '../base/provider.ts';
import { agicto } from './agicto.ts';
import { ark } from './ark.ts';
import { dashscope } from './dashscope.ts';
import { google } from './google.ts';
import { mixroute } from './mixroute.ts';
import { mountsea } from './mountsea.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';
import { sketch } from './sketch.ts';
import { vapi } from './vapi.ts';

/** Every service that comes with Easel, in the order in which lists show them. */
export const builtIn: readonly Service[] = [
  sketch,
  mixroute,
  mountsea,
  agicto,
  vapi,
  google,
  openai,
  ark,
  dashscope,
  openrouter,
];

/** The row of a model; any unknown id is sent as it is, with the capabilities its name suggests. */
export function findModel(service: Service, id: string): Model {
  return service.models.find((model) => model.id === id) ?? service.guess(id);
}

export { firstModelOf, listedModels, modelInstead } from './catalogue.ts';
