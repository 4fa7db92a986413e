import type { Service } from '../../base/provider.ts';
import { findModel } from '../../providers/index.ts';
import type { KeyStore } from '../keys.ts';
import type { Chosen } from '../selection.ts';
import { known } from '../services.ts';

/**
 * What a style's "provider/model" or "model" comes to among the providers that have a key already, and Sketch. A
 * repository can name nothing else: no provider is looked for, asked or offered a key because of it.
 */
export async function suggestedModel(
  text: string,
  current: Service,
  keys: Pick<KeyStore, 'has'>,
): Promise<Chosen | undefined> {
  const usable: Service[] = [];
  for (const service of known().services) {
    if (service.auth === 'none' || (await keys.has(service.id))) usable.push(service);
  }
  const cut = text.indexOf('/');
  const named = usable.find(({ id }) => id === (cut < 0 ? text : text.slice(0, cut)));
  if (named) {
    const id = cut < 0 ? named.firstModel : text.slice(cut + 1);
    return id === '' ? undefined : { service: named, model: findModel(named, id) };
  }
  // Who is in use goes first, or a repository would move people from one relay to another.
  const ordered = [...usable].sort((a, b) => Number(b.id === current.id) - Number(a.id === current.id));
  for (const service of ordered) {
    const model = service.models.find(({ id }) => id === text);
    if (model) return { service, model };
  }
  return undefined;
}
