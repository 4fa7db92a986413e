import type { Service } from '../../src/base/provider.ts';
import { agicto } from '../../src/providers/agicto.ts';
import { ark } from '../../src/providers/ark.ts';
import { dashscope } from '../../src/providers/dashscope.ts';
import { google } from '../../src/providers/google.ts';
import { services as offered } from '../../src/providers/index.ts';
import { mountsea } from '../../src/providers/mountsea.ts';
import { openai } from '../../src/providers/openai.ts';
import { openrouter } from '../../src/providers/openrouter.ts';
import { vapi } from '../../src/providers/vapi.ts';

/** Every service that keeps its contract: those on offer, and those that are offered once the pickers are ready. */
const services: readonly Service[] = [...offered, mountsea, agicto, vapi, google, openai, ark, dashscope, openrouter];

export function serviceOf(id: string): Service {
  const service = services.find((each) => each.id === id);
  if (!service) throw new RangeError(`There is no service ${id}.`);
  return service;
}
