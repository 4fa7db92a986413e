import type { JobSummary } from '../job.ts';
import type { LockEntry } from './lock.ts';

/** What the lock file says of an image that was just made. */
export function entryOfJob(
  { prompt, alt, provider, model, asked, sources }: JobSummary,
  sha256: string,
  cost: number | string | undefined,
): LockEntry {
  const references = sources.map(({ path }) => withoutSecrets(path));
  return {
    prompt,
    ...(alt === undefined ? {} : { alt }),
    provider,
    model,
    parameters: asked,
    ...(references.length > 0 ? { references } : {}),
    ...(provider === 'sketch' ? { placeholder: true } : {}),
    sha256,
    ...(cost === undefined ? {} : { cost }),
  };
}

/** One image's part of what an answer cost, without the digits that a division leaves behind. */
export function costOfOne(cost: number, images: number): number {
  return Number((cost / Math.max(1, images)).toPrecision(12));
}

/** The address of a reference may hold what lets its holder in; the file travels with the repository. */
function withoutSecrets(path: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return path;
  return path.replace(/[?#].*$/s, '').replace(/^([^:]+:\/\/)[^/@]*@/, '$1');
}
