import type { Source } from '../references.ts';

/** Where the header of a PNG says how many bits a channel has. */
const depthAt = 24;

/** Whether it is a PNG with 16 bits per channel, of which Easel keeps 8. */
export async function isDeepPng({ facts, content }: Pick<Source, 'facts' | 'content'>): Promise<boolean> {
  if (facts.mediaType !== 'image/png') return false;
  for await (const start of content.stream()) return start[depthAt] === 16;
  return false;
}
