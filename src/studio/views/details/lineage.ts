import type { Details, Relative } from '../../../protocol/types.ts';
import type { Store } from '../../store.ts';

/** Steps back that are looked up; a longer line is walked by its first image. */
const mostSteps = 6;

/**
 * What an image was made from, and what that was made from, oldest first; of several parents the line goes on with the
 * first. What is gone is there by its path.
 */
export async function ancestorsOf(store: Store, details: Details): Promise<readonly (readonly Relative[])[]> {
  const line: (readonly Relative[])[] = [];
  const seen = new Set([details.image.uri]);
  let current: Details | undefined = details;
  while (current && current.parents.length > 0 && line.length < mostSteps) {
    line.unshift(current.parents);
    const next: string | undefined = current.parents.find(({ image }) => image !== undefined)?.image?.uri;
    // A file can say of itself that it was made from itself.
    if (next === undefined || seen.has(next)) break;
    seen.add(next);
    current = await store.attempt(() => store.host.call('details', { uri: next }));
  }
  return line;
}
